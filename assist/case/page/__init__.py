"""A manual's page: words that stand somewhere become lines, columns, rows of tables, in reading order."""
