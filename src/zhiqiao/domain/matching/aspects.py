"""What facts other than the texts say for and against a match (匹配要素): right, readiness, way, field, place.

Each function adds a part of the score with its reasons; what is not known earns half and is named. A need's budget is
not compared with anything: a patent's facts hold no asked price (要价), which is spoken of when a deal is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from zhiqiao.domain.codes import ENDED_STATES, Industry, LegalState, NeedStage, PatentKind, Way
from zhiqiao.domain.matching import learned, weights
from zhiqiao.domain.matching.explanation import Part, Reason
from zhiqiao.domain.matching.facts import EnterpriseFacts, NeedFacts
from zhiqiao.domain.patents.annuities import term_years
from zhiqiao.domain.patents.facts import PatentFacts

SOON_OVER_YEARS = 2


@dataclass
class Aspects:
    """Parts, reasons and counter-reasons gathered."""

    parts: list[Part] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    against: list[Reason] = field(default_factory=list)
    loss: float = 0.0

    def part(self, code: str, value: float | None, most: float) -> None:
        """A part worth at most so many points; not known earns half."""
        earned = most * (0.5 if value is None else value)
        self.parts.append(Part(code, None if value is None else round(value, 3), round(earned, 2)))

    def argue(self, reason: Reason | None, against: Reason | None) -> None:
        """What a feature says for the match, and against it, where it says anything."""
        if reason is not None:
            self.reasons.append(reason)
        if against is not None:
            self.against.append(against)


def aspects(need: NeedFacts, patent: PatentFacts, *, today: date) -> Aspects:
    """Everything the facts say on a need and a patent."""
    result = Aspects()
    same_industry(result, need.industry, patent.industry)
    same_region(result, need.region, patent.region)
    way_is_offered(result, need.ways, patent.willing)
    is_ripe_enough(result, need.stage, patent.trl)
    right_is_in_force(result, patent, today)
    return result


def same_industry(result: Aspects, wanted: Industry, given: Industry) -> None:
    """The same industry of the eight of the catalogue; `other` counts as not known."""
    known = Industry.OTHER not in (wanted, given)
    result.part("industry", float(wanted is given) if known else None, learned.table().points["industry"])
    if known and wanted is given:
        result.reasons.append(Reason("same_industry", {"industry": str(wanted)}))
    elif known:
        result.against.append(Reason("other_industry", {"wanted": str(wanted), "given": str(given)}))


def same_region(result: Aspects, wanted: str, given: str) -> None:
    """The same province, or better the same city, makes meeting easier; another is no fault."""
    value: float | None = None
    if wanted and given:
        value = 1.0 if wanted == given else 0.7 if province(wanted) == province(given) else 0.0
        if value:
            result.reasons.append(Reason("same_region", {"region": given}))
    result.part("region", value, learned.table().points["region"])


def province(region: str) -> str:
    """The province of a region written like 浙江省杭州市; of a municipality its name."""
    for end in ("省", "自治区", "市"):
        if end in region:
            return region[: region.index(end) + len(end)]
    return region[:2]


def way_is_offered(result: Aspects, wanted: tuple[Way, ...], given: tuple[Way, ...]) -> None:
    """A way of cooperation both accept (合作方式). An open licence is also a licence."""
    accepted = set(given) | ({Way.LICENSE} if Way.OPEN_LICENSE in given else set())
    asked_of_people = {Way.JOINT_DEVELOPMENT, Way.COMMISSIONED}
    both = [way for way in wanted if way in accepted]
    if not wanted or not given:
        result.part("way", None, learned.table().points["way"])
    elif both:
        result.part("way", 1.0, learned.table().points["way"])
        result.reasons.append(Reason("way_is_offered", {"ways": listed(both)}))
    else:
        result.part("way", 0.0, learned.table().points["way"])
        if not asked_of_people & set(wanted):
            result.loss += weights.LOSS_WAY_REFUSED
        data: dict[str, str | int | float] = {"wanted": listed(wanted), "given": listed(given)}
        result.against.append(Reason("way_is_not_offered", data))


def listed(ways: Iterable[Way]) -> str:
    """Codes of ways with commas; `words` turns each into its label."""
    return ",".join(str(way) for way in ways)


def is_ripe_enough(result: Aspects, stage: NeedStage, trl: int | None) -> None:
    """Technology readiness (技术成熟度, GB/T 22900-2022) against the stage that is asked for."""
    least = weights.LEAST_TRL.get(str(stage))
    if least is None or trl is None:
        result.part("stage", None, learned.table().points["stage"])
        return
    lacking = max(0, least - trl)
    result.part("stage", max(0.0, 1 - lacking / 3), learned.table().points["stage"])
    data: dict[str, str | int | float] = {"trl": trl, "least": least, "stage": str(stage)}
    if lacking:
        result.loss += weights.LOSS_TOO_EARLY if lacking > 1 else 0.0
        result.against.append(Reason("not_ripe_enough", data))
    else:
        result.reasons.append(Reason("ripe_enough", data))


def right_is_in_force(result: Aspects, patent: PatentFacts, today: date) -> None:
    """Whether there is a right to license or to buy (法律可用性).

    One that has ended cannot be had; the technique may be used by anyone (公知技术). One applied for, or soon over, is
    worth half.
    """
    left = years_left(patent, today)
    if patent.legal_state in ENDED_STATES:
        value, against = 0.0, Reason("right_has_ended", {"state": str(patent.legal_state)})
    elif left is not None and left[1] <= 0:
        value, against = 0.0, Reason("term_is_over", {"years": left[0]})
    elif patent.legal_state is LegalState.UNKNOWN:
        result.part("right", None, learned.table().points["right"])
        result.against.append(Reason("legal_state_not_known"))
        return
    elif left is not None and left[1] < SOON_OVER_YEARS:
        value, against = 0.5, Reason("term_is_nearly_over", {"months": round(left[1] * 12)})
    elif patent.legal_state is LegalState.PENDING:
        value, against = 0.5, Reason("not_granted_yet")
    else:
        result.part("right", 1.0, learned.table().points["right"])
        return
    result.part("right", value, learned.table().points["right"])
    result.against.append(against)
    result.loss += 0.0 if value else weights.LOSS_NOT_IN_FORCE


def years_left(patent: PatentFacts, today: date) -> tuple[int, float] | None:
    """The years of the right's term, and those that are left of it; None where it is not known when it began."""
    if patent.application_date is None or patent.kind is PatentKind.UNKNOWN:
        return None
    years = term_years(patent.kind, patent.application_date, patent.office)
    return None if years is None else (years, years - (today - patent.application_date).days / 365.25)


def firm_aspects(patent: PatentFacts, firm: EnterpriseFacts) -> Aspects:
    """What the facts say on a patent and a firm that might use it."""
    result = Aspects()
    same_industry(result, firm.industry, patent.industry)
    same_region(result, firm.region, patent.region)
    return result


def shared_classes(ours: Iterable[str], theirs: Iterable[str]) -> list[str]:
    """IPC subclasses (小类, the first four characters) both have, in order."""
    return sorted({code[:4] for code in ours if len(code) >= 4} & {code[:4] for code in theirs if len(code) >= 4})
