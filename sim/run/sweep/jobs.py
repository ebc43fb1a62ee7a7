"""Overrides → jobs: composed, checked, and named by their key, before anything runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.run.errors import ConfigError

PARTIAL = ".partial"
SEEDS = "seeds"


@dataclass(frozen=True)
class Job:
    """One scenario with all its seeds. arms: plain config of each arm ("" when there is no contrast)."""

    number: int
    key: str
    overrides: tuple[str, ...]
    arms: dict[str, dict[str, Any]]
    seeds: list[int]
    sweep: Path

    @property
    def folder(self) -> Path:
        """Where its results stand once they are complete."""
        return self.sweep / self.key

    @property
    def partial(self) -> Path:
        """Where folders of results stand while they are written; each attempt has its own below it."""
        return self.sweep / PARTIAL / self.key

    @property
    def shelf(self) -> Path:
        """Where its finished seeds stand until all are there."""
        return self.partial / SEEDS

    @property
    def title(self) -> str:
        return f"job {self.number} ({' '.join(self.overrides)})"


def plan(sets: Sequence[Sequence[str]], first: int, sweep: Path) -> list[Job]:
    """A job for each set of overrides, numbered from `first`. A Hydra must be set up.

    Raises ConfigError that names the job when one of the configs cannot run.
    """
    return [_job(number, tuple(overrides), sweep) for number, overrides in enumerate(sets, first)]


def _job(number: int, overrides: tuple[str, ...], sweep: Path) -> Job:
    from sim.run.arguments import seeds_of
    from sim.run.arms import arms_of
    from sim.run.check import plain
    from sim.run.compose import compose_here
    from sim.run.sweep.key import key_of

    try:
        arms = arms_of(compose_here(*overrides), overrides, lambda each: compose_here(*each))
    except ConfigError as error:
        raise ConfigError(f"job {number} ({' '.join(overrides)}): {error}") from error
    configs = {arm: plain(cfg) for arm, cfg in arms.items()}
    seeds = seeds_of(next(iter(arms.values())))
    return Job(number, key_of(configs), overrides, configs, seeds, sweep.absolute())
