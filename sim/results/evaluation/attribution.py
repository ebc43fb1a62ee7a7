"""Who gets the credit for a sale that several touches went before: rules, Shapley's value and removal effects (EVAL-26).

Whatever the rule, credits sum to all that was bought after a touch: none of them asks what would have been bought anyway.
Only the twin run does, and `sim.results.estimators` sets the two beside each other.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from sim.results.evaluation.retention import PERSON

Credits = dict[str, float]
Path = tuple[str, ...]
ENDS = 0.4  # share of the first and of the last touch by position; the usual 40/20/40


def journeys(
    touches: pd.DataFrame, orders: pd.DataFrame, touch: str = "promotion", days: int = 30
) -> pd.DataFrame:
    """The touches before each purchase, at most `days` old, and those that led to none.

    touches: rows with seed, date, consumer and the column `touch`. orders: order lines. Returns one row per journey: seed,
    consumer, path (names of the touches in order), value (cents paid on the day on which it ended; 0 for one that led to
    no purchase within the days). A touch that was followed by a purchase does not count for a later one.
    """
    paid = orders[orders["units"] > 0].groupby([*PERSON, "date"], as_index=False)[["paid_value"]].sum()
    seen = touches[[*PERSON, "date"]].assign(name=touches[touch].astype(str))
    seen = seen.sort_values([*PERSON, "date", "name"], kind="stable")
    after = pd.merge_asof(
        seen.sort_values("date", kind="stable"),
        paid.rename(columns={"date": "bought"}).sort_values("bought"),
        left_on="date",
        right_on="bought",
        by=PERSON,
        direction="forward",
        tolerance=pd.Timedelta(days=days),
    )
    groups = after.sort_values([*PERSON, "date", "name"], kind="stable").groupby(
        [*PERSON, "bought"], dropna=False
    )
    found = groups.agg(path=("name", tuple), value=("paid_value", "first")).reset_index()
    return found.fillna({"value": 0.0})[[*PERSON, "path", "value"]]


def attribution(found: pd.DataFrame, by: str = "linear") -> pd.Series:
    """Cents credited to each touch, by name; they sum to the value of all journeys. ValueError for an unknown rule."""
    if by not in RULES:
        raise ValueError(f"attribution by {by!r} is unknown; rules are {', '.join(RULES)}")
    paths, values = list(found["path"]), found["value"].to_numpy(dtype="float64")
    credit = RULES[by](paths, values)
    names = sorted({name for path in paths for name in path})
    return pd.Series({name: credit.get(name, 0.0) for name in names}, name=by, dtype="float64")


def _weighted(weights: Callable[[int], np.ndarray], distinct: bool = False) -> Callable[..., Credits]:
    def rule(paths: list[Path], values: np.ndarray) -> Credits:
        credit: Credits = {}
        for path, value in zip(paths, values, strict=True):
            touched = tuple(dict.fromkeys(path)) if distinct else path
            for name, weight in zip(touched, weights(len(touched)), strict=True):
                credit[name] = credit.get(name, 0.0) + weight * value
        return credit

    return rule


def _by_position(n: int) -> np.ndarray:
    """(n,) 40 % to the first and to the last, the rest to those between; two share alike."""
    if n <= 2:
        return np.full(n, 1 / n)
    weights = np.full(n, (1 - 2 * ENDS) / (n - 2))
    weights[[0, -1]] = ENDS
    return weights


def _removal(paths: list[Path], values: np.ndarray) -> Credits:
    """In proportion to how much fewer journeys end in a purchase when a touch leads nowhere (Anderl et al. 2016)."""
    names = sorted({name for path in paths for name in path})
    place = {name: x + 1 for x, name in enumerate(names)}
    counts = np.zeros((len(names) + 1, len(names) + 3))  # start and touches -> start, touches, bought, lost
    for path, value in zip(paths, values, strict=True):
        steps = [0, *(place[name] for name in path), len(names) + (1 if value > 0 else 2)]
        np.add.at(counts, (steps[:-1], steps[1:]), 1)
    chances = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    whole = _arrives(chances)
    lost = {name: whole - _arrives(_without(chances, place[name])) for name in names}
    total = sum(lost.values())
    return {name: values.sum() * effect / total for name, effect in lost.items()} if total > 0 else {}


def _without(chances: np.ndarray, touch: int) -> np.ndarray:
    """The chain in which whoever would come to the touch is lost."""
    changed = chances.copy()
    changed[:, -1] += changed[:, touch]
    changed[:, touch] = 0
    return changed


def _arrives(chances: np.ndarray) -> float:
    """Chance to come from the start to the purchase."""
    states = len(chances)
    return float(np.linalg.solve(np.eye(states) - chances[:, :states], chances[:, states])[0])


RULES: dict[str, Callable[[list[Path], np.ndarray], Credits]] = {
    "last": _weighted(lambda n: np.eye(n)[-1]),
    "first": _weighted(lambda n: np.eye(n)[0]),
    "linear": _weighted(lambda n: np.full(n, 1 / n)),
    "position": _weighted(_by_position),
    "shapley": _weighted(lambda n: np.full(n, 1 / n), distinct=True),
    "removal": _removal,
}
"""Rule → cents by touch. shapley: of the game in which a set of touches earns the journeys that need no other; each journey's
value is then shared alike by its different touches (Zhao, Mahboobi and Bagheri 2018)."""
