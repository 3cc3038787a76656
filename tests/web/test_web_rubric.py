"""The rubric page: printed from the code, whole, in both languages."""

from __future__ import annotations

from django.test import Client

from zhiqiao.services import appraisal
from zhiqiao.words import rubric as words


def test_every_criterion_stands_on_the_page_with_rule_weight_and_source(db: None, zh: Client, en: Client) -> None:
    for client in (zh, en):
        answer = client.get("/rubric/")
        page = answer.content.decode()
        for dimension in appraisal.rubric()["dimensions"]:
            assert f'id="{dimension["code"]}"' in page
            for line in dimension["criteria"]:
                assert f'id="{line["code"]}"' in page
        told = answer.context["told"]
        shown = [line for dimension in told["dimensions"] for line in dimension["criteria"]]
        assert all(line["rule"] and line["source"] and line["label"] != line["code"] for line in shown)
        assert len(answer.context["levels"]) == 5


def test_the_two_languages_differ_and_chinese_is_whole(db: None, zh: Client, en: Client) -> None:
    chinese, english = zh.get("/rubric/").context["told"], en.get("/rubric/").context["told"]
    for one, other in zip(chinese["dimensions"], english["dimensions"], strict=True):
        assert one["label"] != other["label"]
        for line, same in zip(one["criteria"], other["criteria"], strict=True):
            assert line["rule"] != same["rule"], line["code"]


def test_the_chart_has_its_table_and_the_weights_of_the_code(db: None, zh: Client) -> None:
    answer = zh.get("/rubric/")
    rows = answer.context["chart_rows"]
    assert sum(weight for _label, weight in rows) == appraisal.rubric()["weight"]
    assert "<figcaption" in answer.content.decode() and words.CERTAINTY
