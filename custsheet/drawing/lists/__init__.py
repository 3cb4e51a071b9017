"""Sheets with a row for each thing a pass found or knows: problems, duplicates, merges, tiers, and hidden ones."""
