"""The sheet that says how good the data is."""
