"""Bringing a workbook onto disk so that nobody's newer save is ever lost, and reading it beside those who save."""
