"""The gate: what a file is, whether it is whole and safe, and how every reader comes to read the same in it."""
