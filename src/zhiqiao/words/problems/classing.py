"""Sentences for problems of classification packs (分类数据包的问题)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "scheme_is_known": _("“%(given)s” is no classification we know. Choose one of: %(allowed)s."),
    "pack_edition_is_given": _("The edition is missing. Write the year or version that stands on the official file."),
    "pack_edition_is_new": _(
        "Edition %(given)s is loaded already, from another file. Give this file an edition of its own, such as the "
        "year and “corrected”."
    ),
    "pack_has_columns": _(
        "No table in %(given)s has the columns of this classification. Name them as the list of official files says, "
        "for example code, name, IPC, keywords."
    ),
    "pack_has_rows": _("%(given)s holds no row that could be taken. Compare it with the official table."),
    "pack_is_there": _("There is no classification pack number %(given)s. Look at the list of packs."),
    "pack_line_has_code": _("Line %(line)s has no code. Write it in, or take out the line if it is a heading or note."),
    "pack_code_is_readable": _("Line %(line)s: “%(given)s” is no code of this classification. Correct it."),
    "pack_code_stands_once": _(
        "Line %(line)s: code %(given)s stood in line %(first)s before, which was kept. Take out one of them."
    ),
    "pack_line_has_symbols": _(
        "Line %(line)s has no IPC symbol that can be read (“%(given)s”), so nothing would ever meet it. Write symbols "
        "such as H01M8/* and part them by semicolons."
    ),
    "pack_symbol_is_readable": _(
        "Line %(line)s: “%(given)s” is no IPC symbol; the others of the line were kept. Write it as H01M, H01M8/* or "
        "H01M8/18."
    ),
    "pack_words_are_usable": _(
        "Line %(line)s: of the keywords “%(given)s” no word can be looked for in a text. Patents that meet its IPC are "
        "shown as possible only. Name the words if you know them."
    ),
    "suggester_text_is_long_enough": _("“%(given)s” is too short. Write at least %(least)s signs: a title will do."),
    "suggester_is_trained": _(
        "Nothing has been learned yet, so nothing can be suggested. Staff run: zhiqiao classes train, once patents "
        "with IPC classes have been imported."
    ),
    "suggester_fits_embedder": _(
        "What was learned needs the embedding model %(given)s, which is not there. Staff run: zhiqiao classes train."
    ),
    "suggester_has_texts": _(
        "Only %(given)s published patents have a text and an IPC class; at least %(least)s are needed to learn from. "
        "Import more patents, or learn from a file."
    ),
    "suggester_file_has_columns": _(
        "%(given)s has no line with a title and IPC subclasses. It needs a column title and a column ipc_subclasses."
    ),
    "folds_are_there": _("%(given)s has no column fold with two folds or more, so nothing can be held out."),
    "baseline_is_installed": _(
        "The baseline is measured with scikit-learn, which is not installed here. Install the tools of development."
    ),
    "pack_pair_has_rule": _(
        "Line %(line)s belongs to rule “%(given)s”, which is not in the file of rules. Load both files together."
    ),
}
