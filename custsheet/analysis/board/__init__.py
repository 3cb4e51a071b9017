"""The facts behind the selectors of the dashboard: every card for every period, owner, region and kind."""
