"""A data set for testing estimators: what a firm would see, beside a truth that no firm has."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.core.replacing import replacing
from sim.results import Results
from sim.results.estimators.panel import outcomes
from sim.run.arguments import seed_list
from sim.run.errors import ConfigError
from sim.run.run import run

EXPERIMENT, OFFER = "sent_coupon", "mailing"
SWITCH = f"campaign.{EXPERIMENT}.promotions.{OFFER}.by_spending"
VISIBLE = ("orders", "sales", "posts", "media", "touches")
KNOWN = ["seed", "consumer", "age", "female", "region"]
WEIGHT = 0.5


def export_benchmark(
    folder: str | Path, *overrides: str, confounded: bool = True, seeds: Iterable[int] = range(10)
) -> Path:
    """Run the coupon that is sent to chosen people, with and without, and write what can be seen and what is true.

    confounded: the coupon goes by half to those who have spent most; False: by lot, a randomised test. overrides: as for `run`.
    Writes visible/*.parquet (orders, sales, posts, media, touches, customers), truth/effects.parquet (per consumer
    and day, cents and units with the coupon less without), truth/consumers.parquet (hidden traits), and README.md; money in
    cents. Raises FileExistsError when the folder is not empty. Returns the folder.
    """
    if not isinstance(confounded, bool):
        raise ConfigError(f"confounded: {confounded!r} is not right; write True or False")
    seeds = seed_list(seeds)
    folder = Path(folder)
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty; name a new folder for the benchmark")
    chosen = f"{SWITCH}={WEIGHT if confounded else 0.0}"
    with_ = run(EXPERIMENT, *overrides, chosen, seeds=seeds)
    without = run(EXPERIMENT, *overrides, "campaign=none", seeds=seeds)
    for name in VISIBLE:
        _write(with_.table(name), folder / "visible" / f"{name}.parquet")
    _write(with_.consumers[KNOWN], folder / "visible" / "customers.parquet")
    _write(effects(with_, without), folder / "truth" / "effects.parquet")
    _write(with_.consumers, folder / "truth" / "consumers.parquet")
    (folder / "README.md").write_text(_readme(with_, chosen, confounded), encoding="utf-8")
    return folder


def effects(treated: Results, baseline: Results) -> pd.DataFrame:
    """seed, consumer, date, cents, units: what each consumer bought with the coupon less without it; zeros are left out."""
    parts = []
    for seed in treated.seeds:
        columns = {}
        for name, what in (("cents", "paid_value"), ("units", "units")):
            change = outcomes(treated, seed, "consumer", what) - outcomes(baseline, seed, "consumer", what)
            columns[name] = change.stack()
        table = pd.DataFrame(columns).rename_axis(["consumer", "date"]).reset_index()
        parts.append(table[(table["cents"] != 0) | (table["units"] != 0)].assign(seed=seed))
    return pd.concat(parts, ignore_index=True)[["seed", "consumer", "date", "cents", "units"]]


def _write(table: pd.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as partial:
        pq.write_table(pa.Table.from_pandas(table, preserve_index=False), partial, compression="zstd")


def _readme(results: Results, chosen: str, confounded: bool) -> str:
    campaign = results.config["campaign"][EXPERIMENT]
    offer, phases, seeds = campaign["promotions"][OFFER], campaign["phases"], results.seeds
    size = results.config["population"]["size"]
    by = "more likely the more they had spent: confounded" if confounded else "by lot: a randomised test"
    return f"""# A coupon, what was seen and what was true

Written by `sim.export_benchmark` of Bazaar, an agent-based market simulator; no real person is in it.
Seeds {seeds[0]} to {seeds[-1]} are {len(seeds)} independent markets of {size} consumers; column `seed` keeps them apart.

On {phases["warm_up"]} a coupon, {offer["amount"]:g} yuan off {offer["spend"]:g}, was sent to a share {offer["sent"]:g} of the
consumers, {by} (`{chosen}`). It could be used from {phases["launch"]} until the day before {phases["after"]}.

**The task.** From `visible/` alone, estimate what the coupon brought those to whom it was sent, in cents, in
these days, per seed, with a 95 % interval. Score bias, root mean squared error and coverage against `truth/`.

| file | what is in it |
|---|---|
| `visible/orders.parquet` | every order line: who, when, what, paid in cents |
| `visible/touches.parquet` | to whom the coupon was sent, and when |
| `visible/customers.parquet` | age, sex and region of all consumers |
| `visible/sales.parquet`, `posts.parquet`, `media.parquet` | sales, prices and stock, media spend of the shops by day |
| `truth/effects.parquet` | per consumer and day, cents and units with the coupon less without; pairs that are not there are 0 |
| `truth/consumers.parquet` | what no firm sees: price sensitivity, loyalty, satisfaction and the like at the end of the run |

The truth is exact: the same people with the same luck lived through the same days without the coupon.
"""
