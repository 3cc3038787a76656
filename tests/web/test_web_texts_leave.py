"""Where texts are sent to a service, every page says so before anything is typed; where not, none does."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from web_place import Place

from zhiqiao.engines import choose


@pytest.mark.parametrize(("first", "second"), [("openai", ""), ("none", "openai")])
def test_every_page_says_where_texts_go(place: Place, en: Client, settings: Any, first: str, second: str) -> None:
    settings.EMBEDDER, settings.QUALITY_EMBEDDER = first, second
    settings.EMBEDDINGS_ENDPOINT = {"url": "https://user:pass@models.example.com/v1", "model": "toy", "key": "secret"}
    for path in ("/", "/needs/"):
        page = en.get(path).content.decode()
        assert "they are sent to models.example.com" in page and "pass@" not in page and "secret" not in page


def test_no_page_says_so_where_they_stay(place: Place, en: Client) -> None:
    assert "leave this site" not in en.get("/").content.decode()


def test_an_answer_found_without_its_model_says_so(place: Place, en: Client, settings: Any) -> None:
    settings.EMBEDDER = "st:/nowhere"
    choose.failures.clear()
    page = en.get("/search/?q=antifouling+paint+without+copper").content.decode()
    assert "the embedder that is set cannot be had now" in page
    choose.failures.clear()
