"""Classification packs on pages and in the API: what is missing is said; staff load and put to use; cards tell why."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from web_place import Place

from zhiqiao.domain.classing.schemes import Scheme
from zhiqiao.records import jobs
from zhiqiao.records.models import ClassPack, User
from zhiqiao.services import classing, people
from zhiqiao.words import classing as words

TABLE = "产业代码,产业名称,国际专利分类,关键词\n1.1,试验涂料产业,C09D*（不含C09D7/*）,防污\n1.2,试验坏行,无,\n"


@pytest.fixture
def staff(db: None) -> User:
    return people.create_user("keeper", "Bridge-2026-river", is_staff=True, by=None)


def sent(**more: Any) -> dict[str, Any]:
    """What the form sends."""
    file = SimpleUploadedFile("试验表.csv", TABLE.encode("utf-8-sig"))
    return {"scheme": "sei", "edition": "试验版", "source": "试验表，虚构", "licence": "", "tables": file, **more}


def in_use(client: Client, staff: User) -> ClassPack:
    """The made-up pack, loaded and put to use on the pages."""
    client.force_login(staff)
    answer = client.post("/packs/", sent())
    assert answer.status_code == 302
    assert client.post(answer["Location"]).status_code == 302
    jobs.run_waiting()
    return ClassPack.objects.get()


def test_every_missing_pack_says_which_file_where_and_what_lacks_it(db: None, zh: Client, en: Client) -> None:
    for client in (zh, en):
        page = client.get("/packs/").content.decode()
        for scheme in Scheme:
            assert f'id="{scheme}"' in page
        assert 'type="file"' not in page, "only staff load"
    english = en.get("/packs/").content.decode()
    for scheme in Scheme:
        assert words.official_file(scheme)[:40] in english.replace("&#x27;", "'")


def test_staff_load_look_and_put_to_use(place: Place, zh: Client, staff: User) -> None:
    pack = in_use(zh, staff)
    assert pack.is_active and pack.faults_count == 1
    page = zh.get(f"/packs/{pack.pk}/").content.decode()
    assert "试验涂料产业" in page and "第 3 行" in page and "试验表.csv" in page
    assert "1.1" in zh.get(f"/packs/{pack.pk}/?q=涂料").content.decode()
    assert "没有" in zh.get(f"/packs/{pack.pk}/?q=不在其中").content.decode()
    again = zh.post("/packs/", sent(), follow=True).content.decode()
    assert ClassPack.objects.count() == 1 and "没有变化" in again


def test_wrong_files_and_wrong_people_are_refused(place: Place, zh: Client, staff: User) -> None:
    zh.force_login(place.officer)
    assert zh.post("/packs/", sent()).status_code == 403
    zh.force_login(staff)
    empty = SimpleUploadedFile("x.csv", "甲,乙\n1,2\n".encode())
    assert zh.post("/packs/", sent(tables=empty)).status_code == 422
    assert zh.post("/packs/", sent(edition="")).status_code == 422
    assert zh.post("/packs/", {}).status_code == 422
    assert not ClassPack.objects.exists()
    pack = classing.load("sei", [_file(TABLE)], edition="a", source="b", by=None).pack
    zh.force_login(place.officer)
    assert zh.post(f"/packs/{pack.pk}/").status_code == 403
    assert zh.get("/packs/999/").status_code == 404


def _file(content: str) -> Any:
    import tempfile
    from pathlib import Path

    path = Path(tempfile.mkdtemp()) / "table.csv"
    path.write_text(content, encoding="utf-8")
    return path


def test_the_card_tells_the_row_or_that_the_table_is_not_loaded(place: Place, zh: Client, staff: User) -> None:
    patent = next(iter(place.patents.values()))
    before = zh.get(f"/patents/{patent.record_key}/").content.decode()
    assert "战略性新兴产业" in before and "未载入" in before and "本平台自定" in before
    in_use(zh, staff)
    hits = classing.hits_of([row.pk for row in place.patents.values()], "sei")
    assert hits is not None
    shown = next(row for row in place.patents.values() if hits[row.pk])
    page = zh.get(f"/patents/{shown.record_key}/").content.decode()
    assert "试验涂料产业" in page and "C09D*" in page and "第 2 行" in page


def test_the_patents_of_a_class(place: Place, zh: Client, en: Client, staff: User) -> None:
    assert "未载入" in zh.get("/classes/sei/1.1/").content.decode()
    in_use(zh, staff)
    page = en.get("/classes/sei/1.1/").content.decode()
    assert "C09D*" in page
    assert "No patent stands here" in en.get("/classes/sei/9.9/").content.decode()
    assert zh.get("/classes/cpc/1/").status_code == 404


def test_the_api_says_null_where_nothing_is_known(place: Place, zh: Client, staff: User) -> None:
    patent = next(iter(place.patents.values()))
    listed = zh.get("/api/v1/classes/packs").json()["items"]
    assert all(one["in_use"] is None and one["lacks"] and one["patents"] is None for one in listed)
    answer = zh.get(f"/api/v1/patents/{patent.record_key}/classes").json()
    assert all(one["classes"] is None for one in answer["items"])
    in_use(zh, staff)
    items = zh.get(f"/api/v1/patents/{patent.record_key}/classes").json()["items"]
    known = {one["scheme"]: one["classes"] for one in items}
    assert known["sei"] is not None and known["green"] is None


def test_suggestions_on_page_and_in_the_api(place: Place, zh: Client, settings: Any, tmp_path: Any) -> None:
    settings.HOME, settings.EMBEDDER = tmp_path, "none"
    asked = {"text": "一种防污涂料"}
    assert zh.get("/classes/suggest/").status_code == 200
    assert zh.post("/classes/suggest/", asked).status_code == 422
    assert zh.post("/api/v1/classes/suggest", asked, content_type="application/json").status_code == 409
    texts = [classing.Example(f"一种{kind}", (code,), "", kind) for code, kind in
             (("C09D", "防污涂料"), ("H01M", "电池隔膜"), ("C02F", "污水装置")) for _each in range(20)]  # fmt: skip
    classing.train(texts, by=None)
    page = zh.post("/classes/suggest/", asked).content.decode()
    assert "C09D" in page and "防污涂料" in page
    told = zh.post("/api/v1/classes/suggest", asked, content_type="application/json").json()
    assert told["items"][0]["code"] == "C09D" and told["version"]
    assert told["items"][0]["terms"]


def test_a_broken_upload_is_told(place: Place, zh: Client, staff: User) -> None:
    zh.force_login(staff)
    for name, content in (("x.jsonl", b"\xff\xfe{}"), ("x.csv.gz", b"no gzip"), ("x.xlsx", b"PK\x03\x04broken")):
        file = io.BytesIO(content)
        file.name = name
        assert zh.post("/packs/", sent(tables=file)).status_code == 422, name
