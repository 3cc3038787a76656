"""Sheets (表格读写): readers chosen by a file's first bytes, and the workbook writer."""
