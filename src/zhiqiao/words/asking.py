"""Sentences that ask for what a need does not yet say (追问用语)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhiqiao.domain.problems import Problem

QUESTIONS = {
    "need_says_enough": _(
        "Say more: what is made or done today, where it fails, under which conditions? Three sentences help."
    ),
    "need_gives_figures": _(
        "Which figures must be reached? A temperature, strength, yield, price or output helps to tell fits apart."
    ),
    "need_gives_industry": _("Which industry is it for?"),
    "need_gives_region": _("Where are you? Some schools and programmes work within a province."),
    "need_gives_stage": _("How ripe must it be? A laboratory result and a production line are different offers."),
    "need_gives_ways": _("Which ways of cooperation suit you? Licence, transfer, joint development …"),
    "need_gives_budget": _("Is there a budget, even a rough one? Holders answer sooner when they see one."),
    "need_gives_deadline": _("By when is it needed?"),
    "need_names_enterprise": _("Which enterprise is behind it? It can stay hidden: choose “anonymous”."),
}


def ask(problem: Problem) -> str:
    """The question for what is missing, in the language that is active."""
    return str(QUESTIONS[problem.code])
