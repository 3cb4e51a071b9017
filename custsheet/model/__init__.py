"""What flows through a pass: schema, labels, settings, findings, snapshot, outcome, errors. No I/O."""
