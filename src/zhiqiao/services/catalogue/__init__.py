"""Catalogue (专利目录): patents and parties, written, searched, shown; titles of classes."""

from zhiqiao.services.catalogue.browsing import get, search
from zhiqiao.services.catalogue.doubts import decide_doubt, open_doubts, undo_decision
from zhiqiao.services.catalogue.facets import known_filters, labelled
from zhiqiao.services.catalogue.finding import ids_by_key
from zhiqiao.services.catalogue.holding import Holding
from zhiqiao.services.catalogue.pages import FACETS, SORTS, CataloguePage, FacetValue
from zhiqiao.services.catalogue.party_book import recognise
from zhiqiao.services.catalogue.registering import Registered, correct, follow_register
from zhiqiao.services.catalogue.scoping import scope
from zhiqiao.services.catalogue.sheet import as_workbook
from zhiqiao.services.catalogue.shelf import Shelf
from zhiqiao.services.catalogue.titles import code_titles, load_code_titles
from zhiqiao.services.catalogue.writing import Put, Upserted, ask_for_classes, put, upsert

__all__ = [
    "FACETS",
    "SORTS",
    "CataloguePage",
    "FacetValue",
    "Holding",
    "Put",
    "Registered",
    "Shelf",
    "Upserted",
    "as_workbook",
    "ask_for_classes",
    "code_titles",
    "correct",
    "decide_doubt",
    "follow_register",
    "get",
    "ids_by_key",
    "known_filters",
    "labelled",
    "load_code_titles",
    "open_doubts",
    "put",
    "recognise",
    "scope",
    "search",
    "undo_decision",
    "upsert",
]
