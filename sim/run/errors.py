"""The one error that a user's config can cause."""

from difflib import get_close_matches


class ConfigError(ValueError):
    """A config that cannot run. The message names the key, its value and what would be right."""


def nearest(word: str, known: list[str]) -> str:
    """`; did you mean 'x'?` for the known word most like `word`, or an empty string."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else ""
