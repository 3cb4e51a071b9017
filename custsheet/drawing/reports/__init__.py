"""The sheets of analyses, and the managers' copy."""
