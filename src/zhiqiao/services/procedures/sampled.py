"""Samples read (抽查结果): which a person may see, how far the second opinions agree, by item and by college, whether a
draw can be repeated, and the workbook.

Not responsible for writes (`sampling`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Count, Q, QuerySet

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.domain.procedures import sampling as rules
from zhiqiao.domain.procedures.machinery import Procedure
from zhiqiao.domain.procedures.sampling import Agreement, Member, Mode, Opinion, Stratum, Verdict
from zhiqiao.records.models import Case, Organisation, Sample, SampledCase, User
from zhiqiao.services.procedures.opening import Acting, procedure_named


class Proof(StrEnum):
    """What drawing again with the same seed gives (复现): the same; or the population is another one by now."""

    SAME = "same"
    CHANGED = "changed"
    DIFFERS = "differs"


@dataclass(frozen=True)
class Result:
    """A sample with the rows one may see, and what the second opinions say; `agreement` is None for whoever only gives
    opinions in it."""

    sample: Sample
    rows: list[SampledCase]
    agreement: Agreement | None
    by_holder: list[tuple[Organisation | None, Agreement]]
    given: int
    is_overseen: bool


def population_of(
    procedure: Procedure[Any],
    organisation: Organisation,
    states: Sequence[str],
    begun: date | None,
    ended: date | None,
    strata: Iterable[Stratum],
) -> dict[Member, int]:
    """The cases a sample is drawn from, each as a member with its id: those below an organisation, in these states
    since a day of the period. A member's key is the patent's."""
    cases = Case.objects.filter(
        procedure=procedure.name, state__in=list(states), patent__holder__path__startswith=organisation.path
    )
    cases = cases.filter(since__gte=begun) if begun else cases
    cases = cases.filter(since__lte=ended) if ended else cases
    parts = list(strata)
    asked = [f"sheet__{one}" for one in parts if one is not Stratum.HOLDER]
    found: dict[Member, int] = {}
    for pk, key, holder, *told in cases.values_list("pk", "patent__record_key", "patent__holder", *asked).iterator():
        rest = iter(told)
        values = [holder if one is Stratum.HOLDER else next(rest) for one in parts]
        found[Member(key, "/".join("-" if value is None else str(value) for value in values))] = pk
    return found


def proof(sample: Sample) -> Proof:
    """Draw again, from what is there now, with the same seed."""
    procedure = procedure_named(sample.procedure)
    parts = [Stratum(one) for one in sample.strata]
    found = population_of(procedure, sample.organisation, sample.states, sample.begun, sample.ended, parts)
    if rules.digest_of(found) != sample.digest:
        return Proof.CHANGED
    percent = None if sample.percent is None else float(sample.percent)
    size = rules.size_for(len(found), size=sample.size, percent=percent)
    again = [found[one] for one in rules.draw(list(found), sample.seed, size)]
    kept = list(SampledCase.objects.filter(sample=sample).order_by("position").values_list("case", flat=True))
    return Proof.SAME if again == kept else Proof.DIFFERS


def seen_by(user: User | None) -> QuerySet[SampledCase]:
    """The sampled cases one may see: of samples drawn from what one oversees; those of which one is asked for an
    opinion; and those of one's own college or school, once an opinion is given."""
    rows, acting = SampledCase.objects.all(), Acting(user)
    if acting.may_all:
        return rows
    if user is None or not user.is_authenticated:
        return rows.none()
    scope = Q(second=user)
    for path in acting.overseen:
        scope |= Q(sample__organisation__path__startswith=path)
        scope |= Q(holder__path__startswith=path, answered_at__isnull=False)
    return rows.filter(scope)


def samples(name: str, *, user: User | None) -> list[Sample]:
    """The samples of a procedure of which one may see something, newest first, each with how many cases were `drawn`
    and `given` an opinion."""
    shown = Sample.objects.filter(procedure=procedure_named(name).name, pk__in=seen_by(user).values("sample"))
    counted = shown.select_related("organisation", "drawn_by").annotate(
        drawn=Count("cases"), given=Count("cases", filter=Q(cases__answered_at__isnull=False))
    )
    return list(counted.order_by("-pk")[:200])


def asked_of(user: User | None) -> int:
    """How many second opinions wait for this person."""
    if user is None or user.pk is None:
        return 0
    return SampledCase.objects.filter(second=user, answered_at=None).count()


def sample_result(name: str, pk: int, *, user: User | None) -> Result:
    """A sample with what came of it. Refused (`sample_is_known`) where one may see nothing of it."""
    sample = Sample.objects.filter(procedure=name, pk=pk).select_related("organisation", "drawn_by").first()
    if sample is None:
        raise Refused([Problem("sample_is_known", given=str(pk))])
    wanted = seen_by(user).filter(sample=sample).select_related("case__patent", "holder", "second")
    rows = list(wanted.order_by("position"))
    if not rows:
        raise Refused([Problem("sample_is_known", given=str(pk))])
    acting = Acting(user)
    is_overseen = acting.may_all or any(map(sample.organisation.path.startswith, acting.overseen))
    counted = rows if is_overseen else [one for one in rows if under(one.holder, acting)]
    by_holder: dict[int, list[SampledCase]] = {}
    for one in counted:
        by_holder.setdefault(one.holder_id or 0, []).append(one)
    whole = agreed(sample, counted) if counted or is_overseen else None
    parts = [(some[0].holder, agreed(sample, some)) for some in by_holder.values()]
    parts.sort(key=lambda part: (share_of(part[1]), part[0].pk if part[0] else 0))
    return Result(sample, rows, whole, parts, sum(one.answered_at is not None for one in rows), is_overseen)


def share_of(agreement: Agreement) -> float:
    """By what colleges are sorted: the least agreed first, the undecided last."""
    share = agreement.cases.share
    return 2.0 if share is None else share


def under(holder: Organisation | None, acting: Acting) -> bool:
    """Whether somebody oversees this holder."""
    return holder is not None and any(map(holder.path.startswith, acting.overseen))


def agreed(sample: Sample, rows: Sequence[SampledCase]) -> Agreement:
    """How far the opinions given agree."""
    answers = [opinions_of(one) for one in rows if one.answered_at is not None]
    return rules.agreement(answers, procedure_named(sample.procedure).sampled, Mode(sample.mode))


def opinions_of(row: SampledCase) -> list[Opinion]:
    """The opinions as they were given."""
    return [
        Opinion(one["item"], Verdict(one["verdict"]), one["filed"], one["value"], one["comment"])
        for one in row.opinions
    ]


def sampled_case(name: str, sample: int, position: int, *, user: User | None) -> SampledCase:
    """One case of a sample. Refused (`sampled_case_is_known`) where there is none such, or not for this person."""
    wanted = seen_by(user).filter(sample__procedure=name, sample=sample, position=position)
    found = wanted.select_related("sample__organisation", "case__patent", "holder", "second").first()
    if found is None:
        raise Refused([Problem("sampled_case_is_known", given=str(position))])
    return found
