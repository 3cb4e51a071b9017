"""The sheets that people fill in, their rules, the settings, the standard and the guide."""
