"""What a pass changes on people's sheets, and why: ticks carried out, identifiers given, damage by pasting restored."""
