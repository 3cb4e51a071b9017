"""The .xlsx as a zip of parts: gate, raw copy, styles, graft, cell patch, commit. Knows nothing of customers."""
