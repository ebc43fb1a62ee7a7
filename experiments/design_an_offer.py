"""How should a shop design a threshold reduction? It tries a few designs in a small pilot, fits how its profit responds and takes
the best design of that curve. The script then tells what the shop could not know: how every design does in the whole market.

python experiments/design_an_offer.py population.size=4000 seeds=[0,1,2]
"""

import sys
from collections.abc import Sequence
from itertools import product

import numpy as np
import pandas as pd

import sim

SHOP = "everyday_1"
DEPTHS = (0.0, 0.1, 0.2, 0.3, 0.4)  # share of the threshold that is given
THRESHOLDS = (50.0, 100.0, 200.0)  # yuan
TRIED = tuple(product((0.0, 0.2, 0.4), (50.0, 200.0)))  # designs of the pilot
PILOT = ("population.size=1000", "seeds=[100,101]")  # other people than those of the market

OFFER = "+campaign.plain.promotions.designed"
Design = tuple[float, float]


def profits(designs: Sequence[Design], *overrides: str) -> list[float]:
    """Extra profit of the shop (yuan per 1000 consumers) by each design, against the same market without an offer."""
    without = sim.run("baseline", "campaign=plain", *overrides)
    thousands = without.consumers["consumer"].nunique() / 1000
    found = []
    for depth, spend in designs:
        terms = f"{{level: shop, shops: [{SHOP}], phases: [launch], spend: {spend}, amount: {depth * spend}}}"
        treated = sim.run("baseline", "campaign=plain", *overrides, f"{OFFER}={terms}") if depth else without
        effect = sim.compare(treated, without, "profit", by="shop").loc[SHOP, "incremental"]
        found.append(float(effect) / 100 / thousands)
    return found


def features(designs: Sequence[Design]) -> np.ndarray:
    """(n, 4) what profit is fitted to: depth, its square, and both at a threshold twice as high. No offer, no effect."""
    depth, spend = np.array(designs).T
    double = np.log2(spend / 100)
    return np.stack([depth, depth**2, depth * double, depth**2 * double], axis=1)


def estimate(*overrides: str) -> pd.Series:
    """Profit that the shop expects of every design of the grid, from its pilot."""
    tried = list(TRIED)
    weight, *_ = np.linalg.lstsq(features(tried), np.array(profits(tried, *overrides, *PILOT)), rcond=None)
    grid = list(product(DEPTHS, THRESHOLDS))
    return pd.Series(features(grid) @ weight, pd.MultiIndex.from_tuples(grid, names=["depth", "threshold"]))


def design_table(*overrides: str) -> pd.DataFrame:
    """One row per design: the profit expected from the pilot, the true one, and which design was chosen by which."""
    expected = estimate(*overrides)
    table = pd.DataFrame({"expected": expected, "true": profits(list(expected.index), *overrides)})
    return table.assign(chosen=expected == expected.max(), best=table["true"] == table["true"].max())


if __name__ == "__main__":
    print(design_table(*sys.argv[1:]).to_string(float_format="{:,.1f}".format))
