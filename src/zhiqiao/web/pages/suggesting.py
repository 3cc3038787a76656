"""IPC subclasses for a text (分类号推荐页): what a title or an abstract would likely have, and why."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.services import classing
from zhiqiao.words import classing as words

LONGEST = 4000


def show(request: HttpRequest) -> HttpResponse:
    """The question, and after sending it the suggestions. Nothing is kept."""
    text = request.POST.get("text", "")[:LONGEST]
    problems: list[Problem] = []
    found: list[classing.Suggested] = []
    if request.method == "POST":
        try:
            found = classing.suggest(text)
        except Refused as refusal:
            problems = refusal.problems
    model = classing.model_in_use()
    return render(
        request,
        "pages/class_suggest.html",
        {
            "text": text,
            "problems": problems,
            "rows": [
                {
                    "one": one,
                    "title": words.title(one.titles),
                    "percent": f"{one.confidence:.0%}",
                }
                for one in found
            ],
            "model": model.facts if model else None,
        },
        status=422 if problems else 200,
    )
