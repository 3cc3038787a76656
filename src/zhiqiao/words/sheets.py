"""Words on the sheets we hand out (表格用语): what stands on the workbook of rejected lines."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

LINE_IN_FILE = _("Line in your file")
WHAT_IS_WRONG = _("What is wrong and how to mend it")
HOW_TO_MEND = _("Mend the lines here, save the workbook and import it again; it is recognised by itself.")
