"""Disclosures in words (发明披露用语): labels of what stands in them and of their procedure.

`words.codes` and `words.procedures` take them in; nothing else reads them here.
"""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiqiao.domain.prefiling.facts import Proposal
from zhiqiao.domain.procedures.disclosure import Ownership, Published

Text = str | Promise

LABELS: dict[type[StrEnum], dict[str, Text]] = {
    Proposal: {
        Proposal.FILE: pgettext_lazy("proposal", "File"),
        Proposal.IMPROVE: pgettext_lazy("proposal", "Improve first"),
        Proposal.HOLD: pgettext_lazy("proposal", "Hold"),
        Proposal.NO: pgettext_lazy("proposal", "Do not file"),
    },
    Ownership: {
        Ownership.SERVICE: _("Made in the institution's service (art 6)"),
        Ownership.AGREED: _("Made with the institution's means; an agreement says whose it is (art 6)"),
        Ownership.JOINT: _("Made jointly or on commission with others (art 8)"),
        Ownership.SHARED: _("Owned together with the inventors (pilot)"),
        Ownership.OWN: _("Not made in the institution's service"),
    },
    Published: {
        Published.NO: _("Not made public"),
        Published.EMERGENCY: _("Made public for the public interest in a national emergency (art 24)"),
        Published.EXHIBITION: _(
            "First shown at an international exhibition the government holds or recognises (art 24)"
        ),
        Published.CONFERENCE: _("First presented at a prescribed academic or technical conference (art 24)"),
        Published.WITHOUT_CONSENT: _("Made public by others without the inventors' consent (art 24)"),
        Published.OTHERWISE: _("Made public otherwise (paper, thesis, talk, product, Internet)"),
    },
}
FIELDS: dict[str, Text] = {
    "invention_title": _("Title of the invention"),
    "problem_solved": _("Problem it solves"),
    "solution": _("How it solves it"),
    "advantages": _("What is better than before"),
    "known_before": _("What is known of prior art"),
    "interested": _("Firms or uses in view"),
    "publication": _("Made public already?"),
    "published_on": _("Made public on"),
    "planned_on": _("Publication planned on"),
    "may_be_secret": _("May have to be kept secret (national security)"),
    "wants_abroad": _("To be filed abroad too"),
    "ownership": _("Whose invention"),
    "other_owners": _("Other owners and what was agreed"),
    "inventors": _("Inventors"),
    "evaluator": _("Evaluator"),
    "filed_on": _("Filed on"),
    "points": _("Points"),
    "remarks": _("Remarks"),
    "scale": _("Scored sheet"),
    "version": _("Version"),
    "criteria": _("Criteria"),
    "thresholds": _("Thresholds"),
}
HELP: dict[str, Text] = {
    "solution": _("Steps, composition or structure, with the figures that matter. A drawing may be attached below."),
    "known_before": _("Papers and patents that come closest, and what they do not do."),
    "publication": _("A paper, thesis, talk or product before filing usually costs the novelty. If unsure, ask first."),
    "planned_on": _("A paper, defence or exhibition to come: filing should be earlier than that day."),
    "may_be_secret": _("Where it touches national security or a major interest. Then do not describe it here."),
    "other_owners": _("Partners, commissioning firm, or the team's share in a pilot, and the agreement's number."),
}
NAMES: dict[str, Text] = {"disclosure": _("Disclosure and evaluation before filing")}
STATES: dict[str, Text] = {
    "disclosed": pgettext_lazy("state of a case", "Disclosed"),
    "evaluation": pgettext_lazy("state of a case", "In evaluation"),
    "decision": pgettext_lazy("state of a case", "To be decided"),
    "held": pgettext_lazy("state of a case", "On hold"),
    "approved": pgettext_lazy("state of a case", "Approved for filing"),
    "filed": pgettext_lazy("state of a case", "Filed"),
    "linked": pgettext_lazy("state of a case", "Linked with its patent"),
    "not_filed": pgettext_lazy("state of a case", "Not to be filed"),
    "given_up": pgettext_lazy("state of a case", "Given up"),
}
MOVES: dict[str, Text] = {
    "accept": pgettext_lazy("move", "Accept for evaluation"),
    "send_back": pgettext_lazy("move", "Send back"),
    "evaluate": pgettext_lazy("move", "Hand in the evaluation"),
    "approve_filing": pgettext_lazy("move", "Approve filing"),
    "ask_to_improve": pgettext_lazy("move", "Send back to be improved"),
    "hold": pgettext_lazy("move", "Put on hold"),
    "decline": pgettext_lazy("move", "Do not file"),
    "evaluate_again": pgettext_lazy("move", "Have it evaluated again"),
    "record_filing": pgettext_lazy("move", "Record the filing"),
    "link_patent": pgettext_lazy("move", "Link the patent"),
    "give_up": pgettext_lazy("move", "Give up"),
}
PARTS: dict[str, Text] = {
    "inventor": pgettext_lazy("part in a case", "inventor"),
    "evaluator": pgettext_lazy("part in a case", "evaluator"),
    "office": pgettext_lazy("part in a case", "transfer office"),
}
RULES: dict[str, Text] = {
    "disclosure_is_complete": _("The disclosure is complete"),
    "funding_declaration_is_complete": _("The declaration of public funding is complete"),
    "inventors_are_named": _("The inventors are named"),
    "shares_sum_to_whole": _("Shares come to 100 %"),
    "inventors_agree": _("All inventors agree"),
    "evaluator_is_named": _("An evaluator is named who is no inventor"),
    "evaluation_is_submitted": _("It was evaluated"),
    "no_veto_stands": _("No ground stands against filing"),
    "publication_left_novelty": _("No publication of one's own took the novelty"),
    "filing_precedes_publication": _("Filing comes before the planned publication"),
    "secrecy_is_cleared": _("It need not be kept secret"),
    "filing_abroad_is_examined": _("Filing abroad is examined for secrecy first"),
    "invention_is_the_institutions": _("The institution has the right to file"),
    "score_proposes_filing": _("The points propose to file"),
    "score_proposes_holding": _("The points propose to hold"),
    "application_is_told": _("Number and day of the application are right"),
    "patent_has_arrived": _("The patent is in the catalogue"),
}
LOOKS = {
    "disclosed": "wait",
    "evaluation": "wait",
    "decision": "wait",
    "held": "warn",
    "approved": "good",
    "filed": "good",
    "linked": "good",
    "not_filed": "bad",
}
