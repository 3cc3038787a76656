"""Indexing (索引): makes the word and vector indexes equal to the database, and answers the catalogue's search box.

The database is the truth. Every function here can be run again at any time and may be interrupted anywhere: an index
can be thrown away and rebuilt. A rebuild is made beside the index in use and takes its place at the end.
"""

from __future__ import annotations

from zhiqiao.services.embedding import essence_text, meant_text
from zhiqiao.services.indexing.box import BOX_WEIGHTS, search_patents
from zhiqiao.services.indexing.documents import TEXTS_EN, TEXTS_ZH, patent_document
from zhiqiao.services.indexing.rebuilding import rebuild, to_go_on
from zhiqiao.services.indexing.standing import status
from zhiqiao.services.indexing.writing import ESSENCES, drop_patents, index_enterprises, index_patents, make_ready

__all__ = [
    "BOX_WEIGHTS",
    "ESSENCES",
    "TEXTS_EN",
    "TEXTS_ZH",
    "drop_patents",
    "essence_text",
    "index_enterprises",
    "index_patents",
    "make_ready",
    "meant_text",
    "patent_document",
    "rebuild",
    "search_patents",
    "status",
    "to_go_on",
]
