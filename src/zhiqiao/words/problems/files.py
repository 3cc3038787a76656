"""Sentences for problems of files and sheets (文件与表格的问题)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "file_is_there": _("The file “%(given)s” is not there. Check its name and place, then choose it again."),
    "file_is_not_empty": _("The file “%(given)s” is empty. Export it again."),
    "file_has_content": _("The file “%(given)s” is empty. Export it again."),
    "file_has_lines": _("The file “%(given)s” has headings but no lines below them. Export it again with its data."),
    "file_is_small_enough": _("The file “%(given)s” is larger than %(limit_mb)s MB. Split it and import the parts."),
    "file_is_whole": _(
        "The file “%(given)s” is damaged or was cut off. Download or export it again; or open it in Excel and "
        "save it as XLSX."
    ),
    "file_is_a_sheet": _(
        "The file “%(given)s” is not a sheet (%(kind)s). Give an XLSX, XLS or CSV file, a ZIP of them, or CNIPA's XML."
    ),
    "file_has_no_password": _(
        "The file “%(given)s” is protected by a password. Save a copy without it in Excel (File, Info, Protect), "
        "then import the copy."
    ),
    "html_is_no_workbook": _(
        "The file “%(given)s” calls itself a workbook but is a web page. Open it in Excel, save it as XLSX, and "
        "import that."
    ),
    "xml_is_st96": _(
        "The XML file “%(given)s” is not of the kinds we read (CNIPA's ST.96 patent documents, legal events of "
        "INPADOC). Give one of them, or a sheet."
    ),
    "archive_is_a_zip": _(
        "The archive “%(given)s” is of a kind we do not unpack (%(kind)s). Unpack it and pack it again as ZIP."
    ),
    "archive_is_safe": _(
        "The archive “%(given)s” would unpack to far more than a sheet needs, or holds archives in archives, and "
        "was not opened. Import the sheets one by one."
    ),
    "archive_holds_sheets": _("The archive “%(given)s” holds no sheet. Put XLSX, XLS, CSV or CNIPA XML files into it."),
    "sheet_holds_rows": _(
        "The file “%(given)s” holds no filled sheet. Check whether the data stand on a hidden sheet, and export again."
    ),
    "sheet_quotes_close": _(
        "In “%(given)s” a quotation mark that begins on line %(line)s is never closed. Close or remove it, or "
        "save the sheet as XLSX."
    ),
    "text_encoding_is_known": _(
        "The letters of “%(given)s” cannot be read (tried: %(tried)s). Save the file as XLSX, or as CSV in UTF-8."
    ),
    "columns_are_understood": _(
        "No column of “%(given)s” is known to hold what is needed (a patent's number, a need's title). Check that it is"
        " the right file, and say which column means what (on the page, or with --map HEADING=FIELD)."
    ),
    "heading_is_there": _("The sheet has no column “%(given)s”. Choose among its headings."),
    "field_is_known": _("“%(given)s” is no field that a column can mean. Choose one from the list."),
    "table_is_there": _("The file has no sheet number %(given)s. Choose one that is there."),
}
