"""The one error that a user's config can cause."""

import re
from difflib import get_close_matches
from typing import Any

from sim.core.extra import extra

MOST_COPIES = 4  # shown of one kind


class ConfigError(ValueError):
    """A config that cannot run. The message names the key, its value and what would be right."""


def nearest(word: str, known: list[str]) -> str:
    """`; did you mean 'x'?` for the known word most like `word`, or all that are it and a number; or an empty string."""
    numbered = [each for each in known if re.fullmatch(rf"{re.escape(word)}_\d+", each)]
    close = numbered[:MOST_COPIES] or get_close_matches(word, known, n=1, cutoff=0.6)
    return f"; did you mean {', '.join(map(repr, close))}?" if close else ""


def extra_for(key: str, module: str) -> Any:
    """A module of an optional package that the value of `key` needs. Raises ConfigError that says what to install."""
    try:
        return extra(module)
    except ImportError as error:
        raise ConfigError(f"{key}: {error}") from error
