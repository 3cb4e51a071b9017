"""What customers go through: which product a record is about, what goes with low scores, what keeps coming back."""
