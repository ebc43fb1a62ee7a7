"""The story: one day of the market, phase by phase."""
