"""What stands on a patent card (专利卡片内容): rows of label and value in the reader's language; empty is "not given".

Judges nothing: dates and fees come from the domain, grades from appraisal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiqiao.domain.codes import Industry, LegalState, PartyRole, PatentKind, Way
from zhiqiao.domain.patents import annuities, numbers
from zhiqiao.domain.patents.annuities import Standing
from zhiqiao.records import clock
from zhiqiao.records.models import ImportLine, ImportRun, Patent, PatentDocument, PatentParty, User
from zhiqiao.services import appraisal, catalogue, indicators
from zhiqiao.web.pages import packs
from zhiqiao.web.pages.rows import part_name, reads_english
from zhiqiao.web.templatetags.zhiqiao import in_language, yuan
from zhiqiao.words import codes, grading

LANGS = {"zh": "zh-CN", "en": "en"}
ORIGINS = 5


@dataclass(frozen=True)
class Fact:
    """One row: what it is called and what is known; `lang` where the text is not in the reader's language."""

    label: str
    written: str = ""
    url: str = ""
    lang: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class Named:
    """A party as shown: name, the other name in brackets, and where its patents are."""

    name: str
    also: str = ""
    url: str = ""


@dataclass(frozen=True)
class Group:
    """Parties of one role."""

    label: str
    parts: list[Named] = field(default_factory=list)


@dataclass(frozen=True)
class Document:
    """A published document with what it is."""

    label: str
    number: str
    date: Any


def of(patent: Patent, user: User | Any) -> dict[str, Any]:
    """Everything the card shows."""
    grade = appraisal.current_grade(patent)
    today_annuities, note = annuity_facts(patent)
    return {
        "patent": patent,
        "grade": grade,
        **(grade_parts(grade) if grade else {}),
        "summary": summary(patent),
        "facts": facts(patent),
        "parties": parties(patent),
        "classes": classes(patent),
        **packs.groups_of(patent),
        "documents": [document(one, patent) for one in patent.documents.all()],
        "annuities": today_annuities,
        "annuity_note": note,
        "family": list(patent.family.all()),
        "citations": citations(patent, user),
        "origins": origins(patent, user),
        **indicator_parts(patent),
    }


def told(patent: Patent, label: str, name: str) -> Fact:
    """A text of the patent in the reader's language, marked with its own where it is another."""
    written, language = in_language(patent, name)
    reader = "en" if reads_english() else "zh"
    return Fact(label, written, lang=LANGS[language] if written and language != reader else "")


def summary(patent: Patent) -> list[Fact]:
    """What somebody who might use it asks first."""
    return [
        told(patent, _("What it achieves"), "effect"),
        told(patent, _("Where it is used"), "scenario"),
        Fact(_("Stage"), "" if patent.trl is None else _("TRL %(trl)s of 9") % {"trl": patent.trl}),
        Fact(
            _("Ways of cooperation"),
            pgettext("between listed facts", ", ").join(codes.label(Way(way)) for way in patent.willing),
        ),
        Fact(_("Price and terms")),
    ]


def facts(patent: Patent) -> list[Fact]:
    """Dates, kind, field and place."""
    kind = PatentKind(patent.kind)
    ends = annuities.term_ends(kind, patent.application_date, patent.office) if patent.application_date else None
    catalogue_url = reverse("patents")
    known_field = patent.industry and patent.industry != "other"
    return [
        Fact(_("Application number"), patent.application_number, is_number=True),
        Fact(_("Kind"), codes.label(kind) if kind is not PatentKind.UNKNOWN else ""),
        Fact(_("Filed"), day(patent.application_date), is_number=True),
        Fact(_("Published"), day(patent.publication_date), is_number=True),
        Fact(_("Granted"), day(patent.grant_date), is_number=True),
        Fact(_("Term ends"), day(ends), is_number=True),
        Fact(_("Legal state"), state(patent)),
        Fact(
            _("Industry"),
            codes.label(Industry(patent.industry)) if known_field else "",
            f"{catalogue_url}?industry={patent.industry}" if known_field else "",
        ),
        Fact(_("Region"), patent.region),
        Fact(_("Claims"), "" if patent.claims_count is None else str(patent.claims_count), is_number=True),
        Fact(_("Funding"), patent.funding),
    ]


def day(given: Any) -> str:
    """A date as 2017-03-01, or nothing."""
    return given.isoformat() if given else ""


def state(patent: Patent) -> str:
    """The legal state with the source's own words and the day it is known for."""
    if patent.legal_state == LegalState.UNKNOWN and not patent.legal_state_written:
        return ""
    words = codes.label(LegalState(patent.legal_state))
    if patent.legal_state_written and patent.legal_state_written not in (words, patent.legal_state):
        words = _("%(state)s (source: %(written)s)") % {"state": words, "written": patent.legal_state_written}
    return f"{words} {day(patent.legal_state_date)}".strip()


def parties(patent: Patent) -> list[Group]:
    """Applicants, owners where they differ, inventors, agency."""
    parts = list(patent.parties.select_related("party"))
    names = {
        PartyRole.APPLICANT: _("Applicants"),
        PartyRole.OWNER: _("Owners"),
        PartyRole.INVENTOR: _("Inventors"),
        PartyRole.AGENCY: _("Agency"),
    }
    groups = []
    for role, words in names.items():
        ours = [part for part in parts if part.role == role]
        if role in (PartyRole.OWNER, PartyRole.AGENCY) and not ours:
            continue
        linked = role is PartyRole.APPLICANT
        groups.append(Group(words, [named(part, linked) for part in ours]))
    return groups


def named(part: PatentParty, linked: bool) -> Named:
    """One party; applicants lead to their patents."""
    name, also = part_name(part)
    return Named(name, also, f"{reverse('patents')}?holder={part.party_id}" if linked else "")


def classes(patent: Patent) -> list[dict[str, Any]]:
    """IPC classes with their titles."""
    given = [one for one in patent.classes.all() if one.scheme == "ipc"]
    titles = catalogue.code_titles("ipc", [one.code for one in given])
    order = (1, 0) if reads_english() else (0, 1)
    return [
        {
            "code": one.code,
            "subclass": one.subclass or one.code[:4],
            "position": one.position,
            "title": next(
                (titles[one.code][side] for side in order if one.code in titles and titles[one.code][side]), ""
            ),
        }
        for one in given
    ]


def document(given: PatentDocument, patent: Patent) -> Document:
    """A document, named by what its kind code tells, else its date."""
    number = numbers.read_publication_number(given.number, kind_code=given.kind_code).number
    granted = numbers.is_grant(number) if number and number.kind_code else given.date == patent.grant_date
    return Document(_("Grant") if granted else _("Publication"), given.number, given.date)


def annuity_facts(patent: Patent) -> tuple[list[Fact], dict[str, str] | None]:
    """Paid up to, next due with its fee; and a note where something is late, overdue or not known."""
    if patent.office != "CN":
        return [Fact(_("Paid up to year"))], {
            "look": "",
            "words": _("Annuities of other offices are not reckoned here."),
        }
    paid = patent.annuity_paid_to_year
    standing, owed = annuities.standing(
        PatentKind(patent.kind), LegalState(patent.legal_state), patent.application_date, paid, clock.today()
    )
    rows = [Fact(_("Paid up to year"), "" if paid is None else str(paid), is_number=True)]
    if owed:
        rows.append(Fact(_("Next year due"), _("year %(year)s, by %(day)s") % {"year": owed.year, "day": owed.due}))
        rows.append(Fact(_("Full annuity"), yuan(owed.fee_fen)))
        if owed.surcharge_fen:
            rows.append(Fact(_("Surcharge if paid today"), yuan(owed.surcharge_fen)))
    return rows, annuity_note(standing, owed)


def annuity_note(standing: Standing, owed: annuities.Annuity | None) -> dict[str, str] | None:
    """What must not be missed."""
    if standing is Standing.NOT_DUE:
        return {"look": "", "words": _("Nothing to pay in this state.")}
    if standing is Standing.LATE and owed:
        return {
            "look": "warn",
            "words": _("Late: it can still be paid until %(day)s, with a surcharge.") % {"day": owed.last_day},
        }
    if standing is Standing.OVERDUE and owed:
        return {
            "look": "bad",
            "words": _("Overdue since %(day)s: check in the register whether the right still stands.")
            % {"day": owed.last_day},
        }
    return None


def citations(patent: Patent, user: Any) -> list[dict[str, Any]]:
    """Cited documents; a link only to a patent the reader may see."""
    cited = list(patent.citations.all())
    seen = {
        one.pk: one for one in Patent.objects.visible_to(user).filter(pk__in=[c.cited_id for c in cited if c.cited_id])
    }
    return [{"number": one.number, "seen": seen.get(one.cited_id or 0)} for one in cited]


def origins(patent: Patent, user: Any) -> list[ImportLine]:
    """Import lines the record came from, newest first, as far as the reader may see the runs."""
    runs = ImportRun.objects.visible_to(user)
    lines = patent.import_lines.filter(run__in=runs).select_related("run")
    return list(lines.order_by("-run", "number")[:ORIGINS])


def indicator_parts(patent: Patent) -> dict[str, Any]:
    """The indicators and high-value rules as they stand today, and every flag that occurs with what it means."""
    shown = indicators.of(patent)
    told = indicators.told(shown) if shown else None
    flags = {flag["code"]: flag for one in (told["indicators"] if told else ()) for flag in one["flags"]}
    return {"indicators": told, "flags_told": list(flags.values())}


def grade_parts(grade: Any) -> dict[str, Any]:
    """The grade's dimensions, its marks grouped by them, and the rows of its chart."""
    explained = appraisal.explain(grade)
    dimensions = explained["dimensions"]
    return {
        "dimensions": dimensions,
        "in_scenarios": [{**one, "level_label": grading.level(one["level"])} for one in appraisal.in_scenarios(grade)],
        "mark_groups": [
            {
                "code": one["code"],
                "label": one["label"],
                "marks": [mark for mark in explained["marks"] if mark["dimension"] == one["code"]],
            }
            for one in dimensions
        ],
        "radar_heads": [_("Dimension"), _("Score")],
        "radar_rows": [[one["label"], "" if one["score"] is None else f"{one['score']:.1f}"] for one in dimensions],
    }
