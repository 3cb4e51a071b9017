"""The facts behind the selectors of the dashboard: every card for every period, owner and region."""
