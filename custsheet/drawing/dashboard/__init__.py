"""The dashboard, its charts and what its selectors read."""
