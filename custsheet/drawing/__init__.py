"""Every sheet the tool makes, drawn with XlsxWriter: the template and the sheets of a pass. Reads no file."""
