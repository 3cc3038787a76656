"""Patents (专利): numbers, foreign columns, names, classes, annuities and dates, read and judged without a database."""
