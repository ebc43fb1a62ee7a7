"""The lift ledger: where the extra sales of a campaign came from, to the last unit and the last cent."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from sim.results.cells import Flags, Integers, Pair, Window, pair, shops_of
from sim.results.compare import same_seeds
from sim.results.flows import Flows, flows, shares
from sim.results.interval import interval

if TYPE_CHECKING:
    from sim.results.results import Results

GAINS = ("switched", "waited", "pulled_forward", "stockpiled", "halo", "expanded")
LOSSES = ("lost_to_stockout", "lost_to_load", "switched_away", "displaced")
PARTS = (
    *("baseline", "bought_anyway", "subsidy", "repriced"), *GAINS, *LOSSES,
    *("incremental", "treated", "other_days", "whole_run"),
)  # fmt: skip
"""Rows of a lift ledger; docs/metrics.md defines each one."""
MOVED = {"switched": "moved_in", "switched_away": "moved_out"}
"""Parts that, for a single shop, hold units that moved between participants; for all together these were kept."""
Split = Literal["shop"] | None


def lift_ledger(
    treated: "Results",
    baseline: "Results",
    window: Window,
    participants: Sequence[str] | None = None,
    level: float = 0.95,
    by: Split = None,
) -> pd.DataFrame:
    """The effect of a campaign on its participants' sales inside the window, split into parts.

    window: first day and first day after, or several such pairs. participants: shops; None for all. by: "shop" for a ledger of
    each participant.
    Rows PARTS (or shop, PARTS); columns units, units_se, units_low, units_high, value, value_se, value_low, value_high
    (value in cents), means and t intervals over the seeds. Losses and the subsidy are positive numbers that are subtracted:
    incremental = repriced - subsidy + sum of GAINS - sum of LOSSES, exactly, in each seed and shop. The last two rows close the
    books: what the shops sold more (or less) on other_days of the runs, and on all days, whole_run = incremental + other_days.
    """
    parts = lift_by_seed(treated, baseline, window, participants, by)
    columns: dict[str, pd.Series] = {}
    for name in ("units", "value"):
        wide = parts[name].unstack("seed").T
        spread = interval(wide, level)
        columns[name] = spread["mean"]
        for end in ("se", "low", "high"):
            columns[f"{name}_{end}"] = spread[end]
    return pd.DataFrame(columns).reindex(parts.loc[parts.index[0][0]].index)


def lift_by_seed(
    treated: "Results",
    baseline: "Results",
    window: Window,
    participants: Sequence[str] | None = None,
    by: Split = None,
) -> pd.DataFrame:
    """The lift ledger of every seed: index (seed, part) or (seed, shop, part), int64 columns units and value (cents)."""
    if by not in (None, "shop"):
        raise ValueError(f"by is {by!r}; write 'shop', or None for all participants together")
    ledgers = {}
    for seed in same_seeds(treated, baseline):
        of = pair(treated, baseline, seed, window, participants)
        found = flows(of)
        if by is None:
            ledgers[seed] = _ledger(split(found, together=True), found.ours, _other_days(of, of.participants))
        else:
            parts = split(found, together=False)
            each = {
                of.shops[s]: _ledger(parts, found.shop == s, _other_days(of, np.arange(len(of.shops)) == s))
                for s in np.flatnonzero(of.participants)
            }
            ledgers[seed] = pd.concat(each, names=["shop"])
    return pd.concat(ledgers, names=["seed"])


def switch_matrix(
    treated: "Results",
    baseline: "Results",
    window: Window,
    participants: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Units that changed shop: rows from (the shop that lost them), columns to, mean over seeds; the diagonal is zero.

    A participant's column sums to its `switched` of the ledger by shop, and its row to its `switched_away`.
    """
    shops = shops_of(treated, baseline)
    matrices = _matrices(treated, baseline, window, participants)
    mean = np.mean(list(matrices.values()), axis=0)
    return pd.DataFrame(mean, pd.Index(shops, name="from"), pd.Index(shops, name="to"))


def switched_from(
    treated: "Results",
    baseline: "Results",
    window: Window,
    participants: Sequence[str],
    level: float = 0.95,
) -> pd.DataFrame:
    """Units that each rival lost to the participants: rows rival, columns units, se, low, high; sums to `switched`.

    A consumer's switched units in a category are taken from the rivals in proportion to what each of them lost.
    """
    shops = shops_of(treated, baseline)
    ours = np.isin(shops, participants)
    matrices = _matrices(treated, baseline, window, participants)
    losses = pd.DataFrame({seed: each[~ours][:, ours].sum(axis=1) for seed, each in matrices.items()}).T
    losses.columns = pd.Index(np.array(shops)[~ours], name="shop")
    return interval(losses, level).rename(columns={"mean": "units"})


def _matrices(
    treated: "Results", baseline: "Results", window: Window, participants: Sequence[str] | None
) -> dict[int, Integers]:
    """(S, S) units from shop to shop, by seed."""
    matrices = {}
    for seed in same_seeds(treated, baseline):
        of = pair(treated, baseline, seed, window, participants)
        found = flows(of)
        left, taken = found.shop[found.moves].T
        shops = len(of.shops)
        matrices[seed] = np.bincount(left * shops + taken, minlength=shops**2).reshape(shops, shops)
    return matrices


def split(of: Flows, together: bool) -> dict[str, tuple[Integers, Integers]]:
    """PARTS of each place as (units, cents).

    together: participants are one, so that what moved between them was kept; otherwise it has switched.
    """
    paid = _parts(of, of.paid)
    off = _parts(of, (of.listed[0] - of.paid[0], of.listed[1] - of.paid[1]))

    def kept(side: dict[str, Integers], moved: str) -> Integers:
        return side["kept"] + side[moved] if together else side["kept"]

    now, off_now = (kept(kind[0], "moved_in") for kind in (paid, off))
    before, off_before = (kept(kind[1], "moved_out") for kind in (paid, off))
    subsidy, none = off_now - off_before, np.zeros_like(of.kept)
    units = {**of.gains, **of.losses}
    parts = {
        "baseline": (of.kept + sum(of.losses.values()), of.paid[1]),
        "bought_anyway": (of.kept + (of.losses["moved_out"] if together else 0), before),
        "subsidy": (none, subsidy),
        "repriced": (none, now - before + subsidy),
        "treated": (of.kept + sum(of.gains.values()), of.paid[0]),
    }
    (units_before, cents_before), (units_now, cents_now) = parts["baseline"], parts["treated"]
    parts["incremental"] = (units_now - units_before, cents_now - cents_before)
    for side, names in enumerate((GAINS, LOSSES)):
        for name in names:
            moved = MOVED.get(name)
            if moved and not together:
                parts[name] = (units[name] + units[moved], paid[side][name] + paid[side][moved])
            else:
                parts[name] = (units[name], paid[side][name])
    return parts


def _parts(of: Flows, cents: tuple[Integers, Integers]) -> tuple[dict[str, Integers], dict[str, Integers]]:
    """Cents of the treated and of the baseline side by kind of unit; what was kept takes the rest of the rounding."""
    sides = []
    for amount, parts in zip(cents, (of.gains, of.losses), strict=True):
        kinds = {**parts, "kept": of.kept}
        units = sum(kinds.values())
        sides.append(dict(zip(kinds, shares(amount, np.asarray(units), list(kinds.values())), strict=True)))
    return sides[0], sides[1]


def _other_days(of: Pair, shops: Flags) -> tuple[int, int]:
    """Units and cents that these shops (S,) sold outside the window, treated less baseline."""
    totals = []
    for side in (of.treated, of.baseline):
        mask = ~side.inside & shops[side.shop]
        totals.append((int(side.units[mask].sum()), int(side.paid[mask].sum())))
    (units, cents), (units_before, cents_before) = totals
    return units - units_before, cents - cents_before


def _ledger(
    parts: Mapping[str, tuple[Integers, Integers]], places: Flags, other_days: tuple[int, int]
) -> pd.DataFrame:
    sums = {name: [int(amount[places].sum()) for amount in of] for name, of in parts.items()}
    sums["other_days"] = list(other_days)
    sums["whole_run"] = [sum(both) for both in zip(sums["incremental"], other_days, strict=True)]
    return pd.DataFrame.from_dict(
        {name: sums[name] for name in PARTS}, orient="index", columns=["units", "value"], dtype="int64"
    ).rename_axis("part")
