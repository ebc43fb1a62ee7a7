"""Foundations that know nothing of the market: keyed draws, the calendar, money."""
