"""What facts other than the texts say for and against a match (匹配要素): right, readiness, way, field, place.

Each function returns a part of the score with its reasons; what is not known earns half and is named.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from zhiqiao.domain.codes import Industry, LegalState, NeedStage, PatentKind, Way
from zhiqiao.domain.matching import weights
from zhiqiao.domain.matching.explanation import Part, Reason
from zhiqiao.domain.matching.facts import EnterpriseFacts, NeedFacts
from zhiqiao.domain.patents.annuities import term_years
from zhiqiao.domain.patents.facts import PatentFacts

DEAD = {
    LegalState.LAPSED, LegalState.EXPIRED, LegalState.INVALIDATED, LegalState.WITHDRAWN, LegalState.ABANDONED,
}  # fmt: skip
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
        self.parts.append(Part(code, value, round(earned, 2)))


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
    result.part("industry", float(wanted is given) if known else None, weights.POINTS_INDUSTRY)
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
    result.part("region", value, weights.POINTS_REGION)


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
        result.part("way", None, weights.POINTS_WAY)
    elif both:
        result.part("way", 1.0, weights.POINTS_WAY)
        result.reasons.append(Reason("way_is_offered", {"ways": listed(both)}))
    else:
        result.part("way", 0.0, weights.POINTS_WAY)
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
        result.part("stage", None, weights.POINTS_STAGE)
        return
    lacking = max(0, least - trl)
    result.part("stage", max(0.0, 1 - lacking / 3), weights.POINTS_STAGE)
    data: dict[str, str | int | float] = {"trl": trl, "least": least, "stage": str(stage)}
    if lacking:
        result.loss += weights.LOSS_TOO_EARLY if lacking > 1 else 0.0
        result.against.append(Reason("not_ripe_enough", data))
    else:
        result.reasons.append(Reason("ripe_enough", data))


def right_is_in_force(result: Aspects, patent: PatentFacts, today: date) -> None:
    """A right that has ended cannot be licensed or transferred; the technique may be used by anyone (公知技术)."""
    if patent.legal_state in DEAD:
        result.loss += weights.LOSS_NOT_IN_FORCE
        result.against.append(Reason("right_has_ended", {"state": str(patent.legal_state)}))
        return
    if patent.legal_state is LegalState.PENDING:
        result.against.append(Reason("not_granted_yet"))
    elif patent.legal_state is LegalState.UNKNOWN:
        result.against.append(Reason("legal_state_not_known"))
    years = term_years(patent.kind, patent.application_date, patent.office) if patent.application_date else None
    if years is None or patent.application_date is None or patent.kind is PatentKind.UNKNOWN:
        return
    left = years - (today - patent.application_date).days / 365.25
    if left <= 0:
        result.loss += weights.LOSS_NOT_IN_FORCE
        result.against.append(Reason("term_is_over", {"years": years}))
    elif left < SOON_OVER_YEARS:
        result.against.append(Reason("term_is_nearly_over", {"months": round(left * 12)}))


def firm_aspects(patent: PatentFacts, firm: EnterpriseFacts) -> Aspects:
    """What the facts say on a patent and a firm that might use it."""
    result = Aspects()
    same_industry(result, firm.industry, patent.industry)
    same_region(result, firm.region, patent.region)
    return result


def shared_classes(ours: Iterable[str], theirs: Iterable[str]) -> list[str]:
    """IPC subclasses (小类, the first four characters) both have, in order."""
    return sorted({code[:4] for code in ours if len(code) >= 4} & {code[:4] for code in theirs if len(code) >= 4})
