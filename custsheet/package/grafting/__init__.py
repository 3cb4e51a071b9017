"""Tool sheets go into a person's workbook, and nothing else in it moves."""
