"""What customers are worth: concentration, lifetime value, the next purchase and how well it was foretold."""
