"""Looking at matches (查看匹配): the answer for a page. Nothing is written; keeping is what `suggest_…` is for.

What the reader kept last stands as long as it would come out the same: same version, same day, and neither the need,
nor a patent, nor an enterprise changed since, nor did a job run. Otherwise the answer is found anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet
from django.utils import timezone

from zhiqiao.domain.matching.explanation import Explanation
from zhiqiao.domain.matching.facts import EnterpriseFacts
from zhiqiao.domain.patents.facts import PatentFacts
from zhiqiao.records import jobs
from zhiqiao.records.facts import enterprise_facts, need_facts, patent_facts, patents_with_parts
from zhiqiao.records.models import Enterprise, MatchRun, Need, Patent, Suggestion, User
from zhiqiao.services.matching.firms import firms_matched
from zhiqiao.services.matching.patents import matched, version
from zhiqiao.services.matching.results import Match, MatchResult


@dataclass(frozen=True)
class Look:
    """An answer, when the reader last kept one, and whether that one still holds."""

    result: MatchResult
    kept_at: datetime | None
    still_holds: bool


def look_for_patents(need: Need, *, user: User, limit: int = 20, spread: bool = True) -> Look:
    """The patents that fit a need the reader may see, as kept or found anew; without `spread` always anew."""
    run = last_kept(MatchRun.objects.filter(need=need), user)
    holds = run is not None and still_holds(run, [need.updated_at])
    result = stored_patents(run, user, limit) if run is not None and holds and spread else None
    if result is None:
        result = matched(need_facts(need), user=user, limit=limit, spread=spread)
    return Look(result, run.made_at if run else None, holds)


def look_for_firms(patent: Patent, *, user: User, limit: int = 20) -> Look:
    """The enterprises a patent the reader may see may suit, as kept or found anew."""
    run = last_kept(MatchRun.objects.filter(patent=patent), user)
    last_need = Need.objects.aggregate(last=Max("updated_at"))["last"]
    holds = run is not None and still_holds(run, [last_need])
    result = stored_firms(run, limit) if run is not None and holds else None
    if result is None:
        result = firms_matched(patent, user=user, limit=limit)
    return Look(result, run.made_at if run else None, holds)


def last_kept(runs: QuerySet[MatchRun], user: User) -> MatchRun | None:
    """The reader's own newest answer: another's may hold what this one may not see, or lack what this one may."""
    return runs.filter(by=user.pk).order_by("-pk").first() if user.pk else None


def still_holds(run: MatchRun, changes: list[datetime | None]) -> bool:
    """Whether nothing the answer rests on has changed since: rules, engines, day, patents, enterprises, indexes."""
    if run.version != version()[:120] or timezone.localdate(run.made_at) != timezone.localdate():
        return False
    changes.append(Patent.objects.aggregate(last=Max("updated_at"))["last"])
    changes.append(Enterprise.objects.aggregate(last=Max("updated_at"))["last"])
    changes.append(jobs.last_activity())
    return all(change <= run.made_at for change in changes if change)


def stored_patents(run: MatchRun, user: User, limit: int) -> MatchResult | None:
    """The kept patents that the reader may still see, or None where fewer were kept than are asked for."""
    rows = list(run.suggestions.order_by("rank")[:limit])
    wanted = Patent.objects.all().visible_to(user).filter(pk__in=[row.patent_id for row in rows])
    patents = {one.pk: one for one in patents_with_parts(wanted)}
    if len(rows) < limit or len(patents) < len(rows):
        return None
    return as_result(run, [as_match(row, one, patent_facts(one)) for row in rows if (one := patents[row.patent_id])])


def stored_firms(run: MatchRun, limit: int) -> MatchResult | None:
    """The kept enterprises, or None where fewer were kept than are asked for."""
    rows = list(run.suggestions.select_related("enterprise").order_by("rank")[:limit])
    if len(rows) < limit:
        return None
    return as_result(run, [as_match(row, one, enterprise_facts(one)) for row in rows if (one := row.enterprise)])


def as_match(stored: Suggestion, row: Patent | Enterprise, facts: PatentFacts | EnterpriseFacts) -> Match:
    """A stored row as the page takes it."""
    explanation = Explanation.from_json(stored.explanation)
    return Match(stored.rank, row, facts, stored.score, stored.confidence, explanation.sureness, explanation)


def as_result(run: MatchRun, matches: list[Match]) -> MatchResult:
    """A stored answer that found something; one that found nothing is found anew, for its near miss is not kept."""
    return MatchResult(
        rows=matches,
        no_good_match=False,
        best_below_floor=None,
        candidates=run.candidates,
        milliseconds=run.milliseconds,
        version=run.version,
        embedder_note="words_only" if " none" in run.version else "",
        run_id=run.pk,
        is_spread=True,
    )
