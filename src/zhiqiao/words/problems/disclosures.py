"""Sentences for problems of disclosures and of the scored sheet (发明披露与评分表的问题)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "disclosure_is_known": _("There is no such disclosure among those you may see."),
    "discloser_has_place": _(
        "You have no role as inventor or officer in a college or institution here. Ask its office for one first."
    ),
    "declaration_names_project": _(
        "The invention came of a publicly funded project, but %(field)s is missing. The declaration of public funding "
        "needs it; it stands in the project's contract."
    ),
    "day_is_not_ahead": _("%(field)s: %(given)s has not come yet. Write the day as it was."),
    "inventors_are_named": _("No inventor is named. Write at least one."),
    "inventor_is_named_once": _("%(given)s is named twice. Leave the name in one line."),
    "inventors_are_few_enough": _("%(given)s inventors are too many: at most %(most)s."),
    "inventor_is_readable": _(
        "“%(given)s” cannot be taken: a name has at most 100 signs, a share is a number of percent from 0 to 100."
    ),
    "inventor_has_account_here": _(
        "“%(given)s” is no account of this institution. Leave the account empty and write the name alone."
    ),
    "shares_sum_to_whole": _(
        "The shares come to %(given)s %%, and each must be above zero. Write them so that they come to 100 %% together."
    ),
    "inventors_agree": _(
        "Not all inventors have agreed to names and shares yet: %(given)s. Each agrees on the page of the "
        "disclosure; the office notes it for those without an account."
    ),
    "inventor_agrees_alone": _(
        "An inventor with an account agrees in person, once; the office notes it only for those without one."
    ),
    "evaluator_is_named": _("Nobody is named to evaluate it. Name an evaluator first."),
    "evaluator_is_no_inventor": _("An inventor cannot evaluate their own invention. Name somebody else."),
    "evaluator_is_here": _("“%(given)s” has no role in this institution. Choose somebody from the list."),
    "evaluation_is_submitted": _(
        "The disclosure as it stands has not been evaluated. Nothing is approved for filing before the evaluation is "
        "handed in."
    ),
    "no_veto_stands": _(
        "The evaluation found a ground against filing: %(named)s (%(source)s). Send it back, decline it, or have it "
        "evaluated again."
    ),
    "publication_left_novelty": _(
        "It was made public before filing, on no ground for which the law keeps novelty (Patent Law, art 24). It "
        "cannot be approved."
    ),
    "grace_has_not_passed": _(
        "It was made public on %(given)s; the six months in which novelty is kept ended on %(last)s (Patent Law, "
        "art 24)."
    ),
    "grace_runs": _(
        "It was made public on %(given)s: it must be filed by %(last)s, with proof of the ground (Patent Law, art 24)."
    ),
    "filing_precedes_publication": _("A publication is planned for %(given)s: file before that day."),
    "secrecy_is_cleared": _(
        "It may have to be kept secret (Patent Law, art 4). Do not go on here: ask your institution's secrecy office."
    ),
    "filing_abroad_is_examined": _(
        "It is to be filed abroad too: CNIPA examines it for secrecy before that (Patent Law, art 19)."
    ),
    "invention_is_the_institutions": _(
        "It was not made in the institution's service, so the right to file is its inventors' (Patent Law, art 6)."
    ),
    "other_owners_are_named": _("Others own it too: name them and the agreement."),
    "decision_follows_points": _(
        "The evaluation came to %(total)s points and proposes: %(proposal)s. Say why you decide otherwise."
    ),
    "application_number_is_right": _(
        "“%(given)s” is no Chinese application number with its right check digit. Copy it from the notice "
        "of acceptance."
    ),
    "application_is_disclosed_once": _("%(given)s already belongs to another disclosure."),
    "patent_has_arrived": _("%(given)s is not in the catalogue yet. It is linked by itself when an import brings it."),
    "move_asks_more": _("“%(given)s” needs more than a button: use the form for it."),
    "veto_says_why": _("You found a ground against filing: say in the remarks what you found and where."),
    "points_are_given": _("%(named)s: no points are given. Write 0 to %(most)s."),
    "points_are_within": _("%(named)s: “%(given)s” cannot be taken. Write a whole number from 0 to %(most)s."),
    "scale_knows_code": _("“%(given)s” is not in the scored sheet in force. Reload the page."),
    "scale_is_toml": _("The institution's scored sheet, prefiling.toml in the data folder, cannot be read: %(given)s"),
    "scale_names_version": _("prefiling.toml: write a version, so that old evaluations stay readable."),
    "scale_has_criteria": _(
        "prefiling.toml: write 1 to %(most)s tables [[criteria]], and vetoes as tables [[vetoes]]."
    ),
    "scale_row_is_named": _("prefiling.toml: “%(given)s” lacks a code, a name in both languages, or a source."),
    "scale_names_once": _("prefiling.toml: the code “%(given)s” stands there twice."),
    "scale_points_are_whole": _("prefiling.toml: points must be whole numbers above zero."),
    "scale_gives_hundred": _("prefiling.toml: the points of all criteria come to %(given)s, not to 100."),
    "scale_thresholds_fall": _(
        "prefiling.toml: write thresholds file, improve and hold, each lower than the one before."
    ),
    "disclosure_takes_files": _("Files are added by the inventor who discloses, until it is decided."),
    "file_kind_is_taken": _("%(given)s: files of this kind are not taken. Taken are: %(known)s."),
    "file_is_what_it_says": _("%(given)s is not what its ending says. Save it anew in its own program."),
    "kept_file_is_whole": _("%(given)s is no longer what was sent: it was damaged on the server. Tell who runs it."),
    "disclosure_file_is_known": _("There is no such file in this disclosure."),
    "attachment_is_small_enough": _("%(given)s is larger than %(most)s MB. Make it smaller, or attach its parts."),
    "files_are_few_enough": _("There are %(most)s files already. Take one off first."),
}
