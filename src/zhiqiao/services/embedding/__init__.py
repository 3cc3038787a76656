"""Embedding (文本向量化): every text's vector is computed once for each model and kept in the database.

Responsible for what is kept and computed, for `zhiqiao embed`, for the means of each language, and for the trail of
texts sent to services elsewhere. Not responsible for the indexes by which questions are answered: see `indexing`.
"""

from zhiqiao.services.embedding.kept import digest_of, encoded, has_kept, kept_vectors_of, vectors_of
from zhiqiao.services.embedding.means import centred, means_for
from zhiqiao.services.embedding.quality import Second, put_quality, second
from zhiqiao.services.embedding.rereading import read_again
from zhiqiao.services.embedding.running import Run, embed, many_lack_vectors
from zhiqiao.services.embedding.standing import is_elsewhere, models, note, place_of_model, places, provenance
from zhiqiao.services.embedding.texts import essence_text, meant_text, need_text, offered
from zhiqiao.services.embedding.trail import asked_by, on_behalf, sent_together

__all__ = [
    "Run",
    "Second",
    "asked_by",
    "centred",
    "digest_of",
    "embed",
    "encoded",
    "essence_text",
    "has_kept",
    "is_elsewhere",
    "kept_vectors_of",
    "many_lack_vectors",
    "means_for",
    "meant_text",
    "models",
    "need_text",
    "note",
    "offered",
    "on_behalf",
    "place_of_model",
    "places",
    "provenance",
    "put_quality",
    "read_again",
    "second",
    "sent_together",
    "vectors_of",
]
