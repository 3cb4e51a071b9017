"""Single cells, rows, columns and rules of a person's sheet, changed without moving a byte beside them."""
