"""What can be measured in two runs that are twins."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from sim.results import Results, buyers, lift_by_seed
from sim.results.campaign import campaigns_of, participants_of, sales_of
from sim.results.cells import Window
from sim.results.returns import cost_and_gain
from sim.run.evidence.analyses import overcredit
from sim.run.evidence.evaluations import EVALUATED
from sim.run.evidence.measures import measure


def effect(
    treated: Results, baseline: Results, name: str, where: Mapping[str, Any] | None = None
) -> pd.Series:
    """One number per seed: a figure below, or else the difference of a measure of one run."""
    if name in EFFECTS:
        return EFFECTS[name](treated, baseline)
    return measure(treated, name, where) - measure(baseline, name, where)


def _sale(treated: Results, baseline: Results) -> tuple[Window, list[str] | None]:
    """Days of the sales of the campaigns, and who took part."""
    campaigns = campaigns_of(treated, baseline)
    return sales_of(campaigns), participants_of(campaigns)


def _anyway(treated: Results, baseline: Results) -> pd.Series:
    """Share of the units sold in the sale that would have been bought anyway, at the same shop."""
    units = buyers(treated, baseline, *_sale(treated, baseline)).groupby("seed")[["anyway", "units"]].sum()
    return units["anyway"] / units["units"]


def _part(part: str, column: str) -> Callable[[Results, Results], pd.Series]:
    """A part of the lift ledger of all participants together."""
    return lambda treated, baseline: lift_by_seed(treated, baseline, *_sale(treated, baseline)).xs(
        part, level="part"
    )[column]


def _roi(treated: Results, baseline: Results) -> pd.Series:
    """Extra profit per cent of extra media and extra discounts of the shops, seed by seed."""
    cost, profit = cost_and_gain(treated, baseline, "roi", None)
    return profit["total"] / cost["total"]


EFFECTS: dict[str, Callable[[Results, Results], pd.Series]] = {
    "anyway_share": _anyway,
    "roi": _roi,
    "overcredit": overcredit,
    "subsidy_to_anyway": _part("subsidy", "value"),
    "waited_units": _part("waited", "units"),
    "halo_units": _part("halo", "units"),
    "lost_to_load_units": _part("lost_to_load", "units"),
    **EVALUATED,
}
