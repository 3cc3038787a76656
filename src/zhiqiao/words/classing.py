"""Classification packs in words (分类数据包说明): what each scheme is called, which official file holds it, where a
person gets that file, and what is missing without it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext_lazy as _

from zhiqiao.domain.classing.schemes import Scheme

Text = str | Promise

NAMES: dict[Scheme, Text] = {
    Scheme.IPC: _("International Patent Classification (IPC)"),
    Scheme.NIC_TREE: _("Industries of the national economy (GB/T 4754)"),
    Scheme.NIC: _("Industries a patent belongs to (IPC to GB/T 4754)"),
    Scheme.SEI: _("Strategic emerging industries"),
    Scheme.DIGITAL: _("Core industries of the digital economy"),
    Scheme.GREEN: _("Green and low-carbon technologies"),
    Scheme.NEW_THREE: _("The new three: electric vehicles, lithium batteries, photovoltaics"),
    Scheme.PII: _("Patent-intensive industries"),
    Scheme.WIPO35: _("WIPO fields of technology (35)"),
}
FILES: dict[Scheme, Text] = {
    Scheme.IPC: _("The titles of the IPC edition in force, Chinese and English: a sheet with code, Chinese title and "
                  "English title."),
    Scheme.NIC_TREE: _("GB/T 4754-2017, table of classes: code and name, or one column for each of the four levels."),
    Scheme.NIC: _("The reference table of IPC and industries of the national economy (2018): industry code and IPC."),
    Scheme.SEI: _("The reference table of strategic emerging industries and IPC (2021, trial): code, name, IPC, "
                  "keywords; or a file of rules and a file of pairs of symbol and rule."),
    Scheme.DIGITAL: _("The reference table of core industries of the digital economy and IPC (2023): code, name, IPC, "
                      "keywords."),
    Scheme.GREEN: _("The classification of green and low-carbon technology patents (2022) with its IPC annex."),
    Scheme.NEW_THREE: _("The classification of patents of the new three (2024): field, IPC with exclusions, keywords."),
    Scheme.PII: _("The catalogue of patent-intensive industries (2019): industry codes of GB/T 4754 and names."),
    Scheme.WIPO35: _("The IPC and technology concordance table of WIPO: field number, sector, field, IPC."),
}  # fmt: skip
WHERE: dict[Scheme, Text] = {
    Scheme.IPC: _("cnipa.gov.cn (Chinese) and wipo.int (English)"),
    Scheme.NIC_TREE: _("stats.gov.cn"),
    Scheme.NIC: _("cnipa.gov.cn, notices of 2018"),
    Scheme.SEI: _("cnipa.gov.cn, notice 国知办函规字〔2021〕121号"),
    Scheme.DIGITAL: _("cnipa.gov.cn, notice of March 2023"),
    Scheme.GREEN: _("cnipa.gov.cn, released in December 2022"),
    Scheme.NEW_THREE: _("cnipa.gov.cn, notice 国知办发规字〔2024〕28号"),
    Scheme.PII: _("stats.gov.cn, classification of 2019"),
    Scheme.WIPO35: _("wipo.int, statistics, technology concordance"),
}
LACKS: dict[Scheme, Text] = {
    Scheme.IPC: _("Cards show our own short titles of IPC subclasses instead of the official ones."),
    Scheme.NIC_TREE: _("Industry codes are shown without names."),
    Scheme.NIC: _("Cards do not tell the industry of the national economy; licence statistics by industry cannot be "
                  "made; patent-intensive industries cannot be told."),
    Scheme.SEI: _("Cards do not tell strategic emerging industries; the high-value rule that asks for them is not "
                  "known."),
    Scheme.DIGITAL: _("Cards do not tell core industries of the digital economy."),
    Scheme.GREEN: _("Cards do not tell green and low-carbon technologies."),
    Scheme.NEW_THREE: _("Cards do not tell the new three."),
    Scheme.PII: _("Cards do not tell patent-intensive industries."),
    Scheme.WIPO35: _("Cards do not tell the WIPO field, and figures by field cannot be made."),
}  # fmt: skip
OURS = _(
    "The industry among the facts of a card is one of our own eight, after our own coarse table. It is not an official "
    "classification."
)


def name(scheme: str) -> str:
    """What a scheme is called, in the language that is active."""
    return str(NAMES[Scheme(scheme)])


def official_file(scheme: str) -> str:
    """Which official file holds it, and what columns it must have."""
    return str(FILES[Scheme(scheme)])


def where(scheme: str) -> str:
    """Where a person gets the file."""
    return str(WHERE[Scheme(scheme)])


def lacks(scheme: str) -> str:
    """What is missing while no pack is in use."""
    return str(LACKS[Scheme(scheme)])


def title(titles: tuple[str, str]) -> str:
    """The title of a code, (zh, en), in the language that is active, or the other where it has none."""
    zh, en = titles
    return (en or zh) if (get_language() or "").startswith("en") else (zh or en)


def sureness(is_sure: bool) -> str:
    """Whether a class is sure or only possible."""
    return pgettext("class of a patent", "sure") if is_sure else pgettext("class of a patent", "possible")


MEASURED: dict[str, Text] = {
    "title": _("Suggesting IPC subclasses: how good it is"),
    "what": _(
        "%(texts)s Chinese patent titles with %(codes)s IPC subclasses, %(folds)s folds: each is held out once, "
        "the rest is learned from. Means over the folds, by zhiqiao classes evaluate."
    ),
    "system": _("System"),
    "f1": _("micro-F1"),
    "top1": _("first one right"),
    "recall3": _("recall among 3"),
    "recall5": _("recall among 5"),
    "ours": _("Zhiqiao: kernel ridge over characters and meaning"),
    "words_only": _("the same over characters alone"),
    "linear_3": _("baseline: TF-IDF of 1 to 3 characters, linear SVM"),
    "linear_2": _("baseline: TF-IDF of 1 to 2 characters, linear SVM"),
    "by_fold": _("micro-F1 on each fold:"),
    "how": _(
        "Ours learns from the titles and from our own short title of each subclass, so that a subclass nobody has "
        "filed under can be found; the baseline knows only what it has seen."
    ),
    "tuned": _(
        "Length of the pieces, ridge and sharpness of ours were chosen by looking at two of these folds before; the "
        "baseline's settings are the usual ones. The threshold of every system is found on 15 in 100 of the texts it "
        "learns from."
    ),
    "missed": _("A subclass that no learned text has counts as missed, for every system."),
    "faults": _("Titles alone say little. IPC of another edition (H01L, H10) is taken as it stands in the data."),
}
"""What stands on the suggester's reference page."""


def measured(language: str) -> dict[str, str]:
    """The sentences of the reference page in one language."""
    with override(language):
        return {code: str(sentence) for code, sentence in MEASURED.items()}
