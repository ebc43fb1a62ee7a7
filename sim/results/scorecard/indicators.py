"""The indicator system: goals, their figures, weights and targets, decided before the event (EVAL-18)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from typing import Any

from sim.core.check import fields, number, one_of
from sim.results.evaluation.kpis import KPIS
from sim.results.returns import RETURNS
from sim.results.scorecard.ahp import ACCEPTED, judge

OF = ("value", "difference", "lift")
FAR = 1e15
ROUNDING = 1e-6


@dataclass(frozen=True)
class Indicator:
    """One figure of a goal. worst and target: what gets 0 and 100 marks; None for the worst and best of the shops."""

    kpi: str
    weight: float
    of: str
    worst: float | None
    target: float | None


@dataclass(frozen=True)
class Goal:
    """A goal with its share of the whole and its figures, whose weights sum to one."""

    name: str
    weight: float
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class Indicators:
    """Goals, whose weights sum to one, and grades: name -> mark at which the grade fits best."""

    goals: tuple[Goal, ...]
    grades: Mapping[str, float]


def indicators(config: Mapping[str, Any], key: str = "evaluation") -> Indicators:
    """Read and check an indicator system, the section `evaluation` of a config.

    Raises ValueError naming the key, the value and what would be right: unknown figures, weights that do not sum to one,
    judgements that contradict each other.
    """
    found = fields(key, config, ("grades", "judgements", "goals"))
    entries = _entries(f"{key}.goals", found["goals"], ("name", "weight", "indicators"))
    weights = _weights(key, found["judgements"], entries)
    goals = tuple(
        Goal(str(entry["name"]), weight, _indicators(f"{key}.goals.{entry['name']}", entry["indicators"]))
        for entry, weight in zip(entries, weights, strict=True)
    )
    if not isinstance(found["grades"], Mapping) or len(found["grades"]) < 2:
        raise ValueError(
            f"{key}.grades: {found['grades']!r} is not right; write at least two grades with their marks"
        )
    grades = {
        str(name): number(f"{key}.grades.{name}", mark, 0, 100) for name, mark in found["grades"].items()
    }
    if len(set(grades.values())) < len(grades):
        raise ValueError(f"{key}.grades: two grades have the same mark; write different marks")
    return Indicators(goals, grades)


def _entries(key: str, entries: object, names: Sequence[str]) -> list[dict[str, Any]]:
    if not isinstance(entries, Sequence) or isinstance(entries, str) or not entries:
        raise ValueError(f"{key}: {entries!r} is not right; write a list with at least one entry")
    return [fields(f"{key}[{place}]", entry, names) for place, entry in enumerate(entries)]


def _weights(key: str, judgements: Any, entries: list[dict[str, Any]]) -> list[float]:
    """Weights of the goals: from the judgements, or their own."""
    if judgements is None:
        weights = [number(f"{key}.goals.{entry['name']}.weight", entry["weight"], 0, 1) for entry in entries]
        _sum_to_one(f"{key}.goals", weights)
        return weights
    try:
        found = judge(judgements)
    except ValueError as error:
        raise ValueError(f"{key}.judgements: {error}") from error
    if len(found.weights) != len(entries):
        raise ValueError(
            f"{key}.judgements: {len(found.weights)} rows for {len(entries)} goals; write one row for each goal"
        )
    if not found.consistent:
        raise ValueError(
            f"{key}.judgements: they contradict each other, consistency ratio {found.ratio:.2f}; "
            f"change them until it is below {ACCEPTED}"
        )
    return [float(weight) for weight in found.weights]


def _indicators(key: str, entries: object) -> tuple[Indicator, ...]:
    found = []
    for entry in _entries(f"{key}.indicators", entries, ("kpi", "weight", "of", "worst", "target")):
        kpi = one_of(f"{key}.indicators", entry["kpi"], [*KPIS, *RETURNS])
        at = f"{key}.{kpi}"
        ends = [entry["worst"], entry["target"]]
        if (ends[0] is None) != (ends[1] is None) or (ends[0] is not None and ends[0] == ends[1]):
            raise ValueError(
                f"{at}: worst {ends[0]}, target {ends[1]}; write two different numbers, or null for both"
            )
        worst, target = (None if end is None else number(at, end, -FAR, FAR) for end in ends)
        weight = number(f"{at}.weight", entry["weight"], 0, 1)
        found.append(Indicator(kpi, weight, one_of(f"{at}.of", entry["of"], OF), worst, target))
    _sum_to_one(f"{key}.indicators", [each.weight for each in found])
    return tuple(found)


def _sum_to_one(key: str, weights: Sequence[float]) -> None:
    if not isclose(sum(weights), 1, abs_tol=ROUNDING):
        raise ValueError(f"{key}: the weights sum to {sum(weights):g}; write weights that sum to 1")
