"""The lift ledger: where the extra sales of a campaign came from, to the last unit and the last cent."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.results.cells import Day, Integers, Lines, cells, lines, shops_of
from sim.results.compare import same_seeds
from sim.results.interval import interval

if TYPE_CHECKING:
    from sim.results.results import Results

GAINS = ("switched", "pulled_forward", "expanded")
LOSSES = ("lost_to_stockout", "displaced")
PARTS = ("baseline", "bought_anyway", "repriced", *GAINS, *LOSSES, "incremental", "treated")
"""Rows of a lift ledger; docs/metrics.md defines each one."""


def lift_ledger(
    treated: "Results",
    baseline: "Results",
    window: tuple[Day, Day],
    participants: Sequence[str] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """The effect of a campaign on its participants' sales inside the window, split into parts.

    window: first day and first day after. participants: shops; None for all.
    Rows PARTS; columns units, units_se, units_low, units_high, value, value_se, value_low, value_high (value in cents),
    means and t intervals over the seeds. Losses are positive numbers that are subtracted:
    incremental = repriced + switched + pulled_forward + expanded - lost_to_stockout - displaced, exactly, in each seed.
    """
    parts = lift_by_seed(treated, baseline, window, participants)
    columns: dict[str, pd.Series] = {}
    for name in ("units", "value"):
        spread = interval(parts[name].unstack("part"), level).reindex(list(PARTS))
        columns[name] = spread["mean"]
        for end in ("se", "low", "high"):
            columns[f"{name}_{end}"] = spread[end]
    return pd.DataFrame(columns)


def lift_by_seed(
    treated: "Results",
    baseline: "Results",
    window: tuple[Day, Day],
    participants: Sequence[str] | None = None,
) -> pd.DataFrame:
    """The lift ledger of every seed: index (seed, part), int64 columns units and value (cents)."""
    ledgers = {}
    for seed in same_seeds(treated, baseline):
        _, sums = cells(*lines((treated, baseline), seed, window, participants))
        parts = {part: (int(units.sum()), int(value.sum())) for part, (units, value) in split(sums).items()}
        ledgers[seed] = pd.DataFrame.from_dict(
            parts, orient="index", columns=["units", "value"], dtype="int64"
        )
    return pd.concat(ledgers, names=["seed", "part"])


def switched_from(
    treated: "Results",
    baseline: "Results",
    window: tuple[Day, Day],
    participants: Sequence[str],
    level: float = 0.95,
) -> pd.DataFrame:
    """Units that each rival lost to the participants: rows rival, columns units, se, low, high; sums to `switched`.

    A consumer's switched units in a category are taken from the rivals in proportion to what each of them lost.
    """
    shops = shops_of(treated, baseline)
    losses = {}
    for seed in same_seeds(treated, baseline):
        sides = lines((treated, baseline), seed, window, participants)
        found, sums = cells(*sides)
        switched = pd.Series(split(sums)["switched"][0], index=found)
        losses[seed] = pd.Series(_losers(sides, switched[switched > 0], len(shops)), index=shops)
    rivals = [shop for shop in shops if shop not in participants]
    return (
        interval(pd.DataFrame(losses).T[rivals], level).rename(columns={"mean": "units"}).rename_axis("shop")
    )


def _losers(sides: Sequence[Lines], switched: pd.Series, shops: int) -> Integers:
    """(shops,) units that each rival lost; switched: units by cell."""
    keys, amounts = [], []
    for sign, side in zip((-1, 1), sides, strict=True):
        rivals = side.inside & ~side.ours & np.isin(side.cell, switched.index.to_numpy())
        keys.append(side.cell[rivals] * shops + side.shop[rivals])
        amounts.append(sign * side.units[rivals])
    key, place = np.unique(np.concatenate(keys), return_inverse=True)
    drop = np.bincount(place, weights=np.concatenate(amounts), minlength=len(key)).astype(np.int64)
    key, drop = key[drop > 0], drop[drop > 0]
    cell, shop = key // shops, key % shops
    groups = pd.Series(drop).groupby(cell)
    upto, whole = groups.cumsum().to_numpy(), groups.transform("sum").to_numpy()
    taken = switched.reindex(cell).to_numpy()
    units = taken * upto // whole - taken * (upto - drop) // whole
    return np.bincount(shop, weights=units, minlength=shops).astype(np.int64)


def split(of: Mapping[str, Integers]) -> dict[str, tuple[Integers, Integers]]:
    """PARTS of each cell as (units, cents), arrays of the number of cells; `of` is described in `cells`."""
    treated, baseline = of["treated"], of["baseline"]
    more, fewer = np.maximum(treated - baseline, 0), np.maximum(baseline - treated, 0)
    switched = np.minimum(more, np.maximum(of["baseline_rivals"] - of["treated_rivals"], 0))
    pulled = np.minimum(more - switched, np.maximum(of["baseline_outside"] - of["treated_outside"], 0))
    lost = np.minimum(fewer, of["lost"])
    gains = _values(of["treated_value"], treated, (switched, pulled, more - switched - pulled))
    losses = _values(of["baseline_value"], baseline, (lost, fewer - lost))
    kept = of["baseline_value"] - sum(value for _, value in losses)
    kept_now = of["treated_value"] - sum(value for _, value in gains)
    parts = (
        (baseline, of["baseline_value"]),
        (np.minimum(treated, baseline), kept),
        (np.zeros_like(treated), kept_now - kept),
        *gains,
        *losses,
        (treated - baseline, of["treated_value"] - of["baseline_value"]),
        (treated, of["treated_value"]),
    )
    return dict(zip(PARTS, parts, strict=True))


def _values(value: Integers, units: Integers, parts: tuple[Integers, ...]) -> list[tuple[Integers, Integers]]:
    """Each part with its pro-rata cents of `value`; rounding never makes or loses a cent."""
    shares, reached = [], np.zeros_like(value)
    upto = np.zeros_like(units)
    for part in parts:
        upto = upto + part
        now = value * upto // np.maximum(units, 1)
        shares.append((part, now - reached))
        reached = now
    return shares
