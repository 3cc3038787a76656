"""Awards of patents (专利获奖): recorded one by one with their source; the high-value rule is computed again."""

from __future__ import annotations

from django.db import transaction

from zhiqiao.domain.access import Verb
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records import audit, clock, jobs
from zhiqiao.records.models import Patent, PatentAward, User
from zhiqiao.services import people

AWARDS = ("state", "patent")
FIRST_YEAR = 1985
"""The Patent Law came into force; no patent won anything before."""


@transaction.atomic
def record_award(
    patent: Patent, award: str, year: int, *, prize: str = "", source: str, by: User | None
) -> PatentAward:
    """Record an award; the same award of the same year again corrects prize and source.

    Raises Refused: `role_permits_verb`, `award_is_known`, `award_year_possible`, `award_source_given`. Audit:
    `award_recorded`. Job: `compute_indicators`.
    """
    people.require(by, Verb.KEEP_AWARDS)
    problems = []
    if award not in AWARDS:
        problems.append(Problem("award_is_known", "award", award))
    if not FIRST_YEAR <= year <= clock.today().year:
        problems.append(Problem("award_year_possible", "year", str(year)))
    if not source.strip():
        problems.append(Problem("award_source_given", "source"))
    if problems:
        raise Refused(problems)
    told = {"prize": prize.strip()[:100], "source": source.strip()[:300], "by": by}
    kept, _new = PatentAward.objects.update_or_create(patent=patent, award=award, year=year, defaults=told)
    audit.record("award_recorded", patent, by=by, award=award, year=year, prize=kept.prize, source=kept.source)
    jobs.add("compute_indicators", ids=[patent.pk])
    return kept
