"""One campaign, three worlds of rivals: who stands still, who answers, who has a campaign too."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from sim.results.compare import paired
from sim.results.interval import interval
from sim.results.metrics import Metric

if TYPE_CHECKING:
    from sim.results.results import Results

STEPS = {
    "direct": ("rivals_frozen", "baseline"),
    "answer": ("rivals_off", "rivals_frozen"),
    "their_campaigns": ("treated", "rivals_off"),
    "total": ("treated", "baseline"),
}
"""Effect → the two arms of `sim.fork` whose difference it is."""


def rivalry(
    arms: Mapping[str, "Results"], what: str | Metric = "profit", by: str | None = "shop", level: float = 0.95
) -> pd.DataFrame:
    """The effect of a campaign step by step, paired by seed: direct + answer + their_campaigns = total, exactly.

    arms: of `sim.fork(..., shops=...)`. direct: only these shops take part, and the others do what they do without the
    campaign; answer: what the others' rules make of it; their_campaigns: the others take part too. Index shop, effect;
    columns baseline (mean without any campaign), incremental, se, low, high in the metric's unit.
    """
    missing = sorted({arm for pair in STEPS.values() for arm in pair} - set(arms))
    if missing:
        raise ValueError(f"arms {', '.join(missing)} are missing; run sim.fork(..., shops=[...])")
    parts = {}
    for effect, (with_, without) in STEPS.items():
        one, two = paired(arms[with_], arms[without], what, by)
        before = paired(arms["baseline"], arms["baseline"], what, by)[0].mean()
        spread = interval(one - two, level).rename(columns={"mean": "incremental"})
        parts[effect] = spread.assign(baseline=before)[["baseline", "incremental", "se", "low", "high"]]
    table = pd.concat(parts, names=["effect"]).swaplevel()
    rows = [(shop, effect) for shop in parts["total"].index for effect in STEPS]
    return table.reindex(pd.MultiIndex.from_tuples(rows, names=[by or "all", "effect"]))
