"""Sentences for problems of print-outs (打印的问题)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "print_form_is_known": _("A case is printed as DOCX or PDF, not as “%(given)s”."),
    "chinese_font_is_there": _(
        "No Chinese font was found on the server, and a PDF must bring its own: it would show boxes for letters. Take "
        "the DOCX instead, or have the administrator install one, such as the package fonts-noto-cjk, or name a folder "
        "with a font file by ZHIQIAO_FONTS."
    ),
}
