"""Sentences for problems of indicators (指标的问题)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "indicator_options_readable": _(
        "The file of options that ZHIQIAO_INDICATOR_OPTIONS names cannot be used: %(given)s. Compare it with the file "
        "shipped, printed in the reference of indicators."
    ),
}
