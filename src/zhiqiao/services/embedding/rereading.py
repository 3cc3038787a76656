"""The top of an answer read again by a service (外部重排序), where one is set: off unless configured.

Texts leave the machine. What is not published, and needs that are restricted, are never sent. Audit: `texts_sent`."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from django.conf import settings

from zhiqiao.domain.matching.ranking import Ranked
from zhiqiao.domain.matching.rereading import reread
from zhiqiao.domain.patents.facts import PatentFacts
from zhiqiao.domain.problems import Refused
from zhiqiao.engines import choose
from zhiqiao.records.models import Patent
from zhiqiao.services.embedding.texts import meant_text

TOP = 30
"""Rows that are read again."""
PAUSE = 30.0
"""Seconds for which a service that did not answer is not asked again."""
LONGEST = 1500
"""Characters of a text that are sent."""

silent_until = 0.0


def read_again(
    every: Sequence[Ranked], need: str, facts: Mapping[int, PatentFacts], *, stays: bool = False
) -> tuple[list[Ranked], str]:
    """Those whose facts are there, the top in the order in which our ranking and the service agree best, and a code of
    `words.matching` to be told with it. In our order where no service is set, and when `stays`."""
    global silent_until
    ranked = [one for one in every if one.id in facts]
    if not settings.RERANKER or stays or len(ranked) < 2:
        return ranked, ""
    model = choose.reranker()
    if model is None or time.monotonic() < silent_until:
        return ranked, "reranker_missing"
    top = [one.id for one in ranked[:TOP]]
    public = set(Patent.objects.filter(pk__in=top, is_public=True).values_list("pk", flat=True))
    sent = [number for number in top if number in public]
    try:
        scores = model.scores(need[:LONGEST], [meant_text(facts[number])[:LONGEST] for number in sent])
    except Refused:
        silent_until = time.monotonic() + PAUSE
        return ranked, "reranker_missing"
    return reread(ranked, dict(zip(sent, scores.tolist(), strict=True))), ""
