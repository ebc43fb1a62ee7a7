"""Does a deeper cut pay? Double 11 with official cuts of several depths, each against the same market without a campaign.

python experiments/does_depth_pay.py population.size=5000 seeds=[0,1,2]
"""

import sys

import pandas as pd

import sim
from sim.results import roi
from sim.run.arms import outside

DEPTHS = (0.05, 0.15, 0.25, 0.35)  # share of the list price; the official rule is 0.15
CUT = "campaign.double11.promotions.official_cut.percent"


def depth_table(*overrides: str) -> pd.DataFrame:
    """One row per depth: extra revenue and profit of all shops (yuan, with 95 % interval) and profit per yuan put in."""
    baseline = sim.run("double11", *outside(overrides, ["campaign=none"]), "campaign=none")
    rows = {}
    for depth in DEPTHS:
        treated = sim.run("double11", *overrides, f"{CUT}={depth}")
        row = {}
        for what in ("revenue", "profit"):
            effect = sim.compare(treated, baseline, what, by=None).loc["total"] / 100
            row |= {what: effect["incremental"], f"{what}_low": effect["low"], f"{what}_high": effect["high"]}
        rows[depth] = {**row, "roi": roi(treated, baseline, by=None).loc["total", "roi"]}
    return pd.DataFrame(rows).T.rename_axis("depth")


if __name__ == "__main__":
    print(depth_table(*sys.argv[1:]).to_string(float_format="{:,.2f}".format))
