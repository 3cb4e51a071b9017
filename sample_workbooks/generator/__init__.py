"""Invented companies, people and business, clean at first, then spoilt in known places.

Pure and seeded: the same kind, language and seed give the same sample on every computer. It imports nothing that
checks, normalises, matches or analyses, so that its truth table is an independent witness for those.
"""
