"""Arms in which some shops stand still: they play what they play in the arm without the treatment."""

from collections.abc import Mapping
from typing import Any

from sim.run.errors import ConfigError

BASELINE = "baseline"
ALL = "all"
FREE_TO_DIFFER = ("campaign", "free", "contrast", "question")
"""Sections of a config in which arms may differ and still share their first days."""


def check_free(arms: Mapping[str, Mapping[str, Any]]) -> None:
    """Raise ConfigError when an arm wants shops to stand still that has no baseline of which they could know how."""
    for arm, config in arms.items():
        if config.get("free", ALL) == ALL:
            continue
        if arm == BASELINE or BASELINE not in arms:
            where = f"let an arm of a contrast beside `{BASELINE}` have it"
            raise ConfigError(f"free: {config['free']!r} is not right here; write all, or {where}")
        for name, other in arms.items():
            odd = [
                key for key in other if key not in FREE_TO_DIFFER and other[key] != arms[BASELINE].get(key)
            ]
            if odd:
                raise ConfigError(
                    f"free: arm {name!r} differs from `{BASELINE}` in {', '.join(odd)}; beside an arm whose shops stand"
                    " still let all arms differ in campaigns only"
                )
