"""The scorecard: marks of each figure, goal and shop, put together by weight, with a grade (EVAL-16 to EVAL-18, EVAL-27)."""

import numpy as np
import pandas as pd

from sim.results.evaluation.kpis import KPIS
from sim.results.scorecard.fuzzy import grade, memberships, nearest
from sim.results.scorecard.indicators import Indicator, Indicators
from sim.results.summary import MARKET

FULL = 100.0


def marks(evaluation: pd.DataFrame, system: Indicators) -> pd.DataFrame:
    """Marks of every shop on every figure.

    evaluation: `sim.evaluate`, with a baseline where the system asks for lifts or differences. Columns shop, goal, kpi,
    weight (of the whole), value (what is judged, in the figure's unit or as a share), mark (0 to 100, nan where the shop does
    not have the figure).
    Raises ValueError for a figure that the evaluation lacks.
    """
    rows = evaluation[evaluation["shop"] != MARKET]
    shops = pd.Index(rows["shop"].unique(), name="shop")
    parts = []
    for goal in system.goals:
        for each in goal.indicators:
            values = _values(rows[rows["kpi"] == each.kpi], each).reindex(shops)
            part = pd.DataFrame(
                {"goal": goal.name, "kpi": each.kpi, "weight": goal.weight * each.weight, "value": values}
            )
            parts.append(part.assign(mark=_mark(values, each)))
    return pd.concat(parts).reset_index()


def scorecard(evaluation: pd.DataFrame, system: Indicators) -> pd.DataFrame:
    """One row per shop, the best first: marks of each goal, score, fuzzy and grade (mean mark and name of the
    fuzzy grade of the goals).

    A figure that a shop does not have leaves its weight to the others of the goal, a goal without any to the other goals.
    """
    table = marks(evaluation, system)
    counted = table[table["mark"].notna()]
    weighted = counted.assign(weighted=counted["weight"] * counted["mark"]).groupby(["shop", "goal"])
    sums = weighted[["weight", "weighted"]].sum()
    by_goal = (sums["weighted"] / sums["weight"]).unstack("goal")[_goals(system, sums)]
    weights = pd.Series({goal.name: goal.weight for goal in system.goals})[by_goal.columns]
    present = by_goal.notna() * weights
    score = (by_goal.fillna(0) * weights).sum(axis=1) / present.sum(axis=1)
    found = [_graded(row.dropna(), weights, system) for _, row in by_goal.iterrows()]
    whole = by_goal.assign(score=score, fuzzy=[mark for mark, _ in found], grade=[name for _, name in found])
    return whole.sort_values("score", ascending=False, kind="stable").rename_axis(columns=None)


def _goals(system: Indicators, sums: pd.DataFrame) -> list[str]:
    """Goals that at least one shop has marks for, in the order of the system."""
    present = set(sums.index.get_level_values("goal"))
    return [goal.name for goal in system.goals if goal.name in present]


def _graded(goals: pd.Series, weights: pd.Series, system: Indicators) -> tuple[float, str]:
    """Mean mark of the fuzzy grade of a shop's goals, and the grade nearest to it."""
    shares = weights[goals.index] / weights[goals.index].sum()
    found = grade(shares, memberships(goals, system.grades), system.grades)
    return found.score, nearest(found.score, system.grades)


def _values(rows: pd.DataFrame, each: Indicator) -> pd.Series:
    if rows.empty:
        raise ValueError(
            f"the evaluation has no shop's {each.kpi}; evaluate it, or take it out of the indicators"
        )
    values = rows.set_index("shop")
    if each.of == "lift":
        return values["difference"] / values["baseline"].abs().where(values["baseline"] != 0)
    return values[each.of]


def _mark(values: pd.Series, each: Indicator) -> pd.Series:
    """0 at the worst value to 100 at the target; without them from the worst of the shops to the best."""
    worst, target = each.worst, each.target
    if worst is None or target is None:
        down = each.kpi in KPIS and KPIS[each.kpi].better == "down"
        worst, target = (values.max(), values.min()) if down else (values.min(), values.max())
    if worst == target:
        return values.where(values.isna(), FULL)
    return FULL * pd.Series(np.clip((values - worst) / (target - worst), 0, 1), values.index)
