"""The bare shopping day in the market itself: experiment `shopping_day`, which carries the numbers of model.py."""

from __future__ import annotations

import time

import sim
from experiments.benchmarks.model import ShoppingDay, shop_names
from experiments.benchmarks.report import Report, main, peak


def run(n_consumers: int, days: int, seed: int) -> Report:
    """Simulate and time the steps, on one thread."""
    before = peak()
    size = (f"population.size={n_consumers}", f"calendar.days={days}", "threads=1")
    market = sim.build(sim.compose("shopping_day", *size), seed)
    start = time.perf_counter()
    market.run()
    seconds = time.perf_counter() - start
    tables = market.tables()
    sales, funnel = tables["sales"], tables["funnel"]
    units = (
        sales.groupby("shop", observed=False)["units"].sum().reindex(shop_names(ShoppingDay()), fill_value=0)
    )
    report = Report(
        name="market",
        consumers=n_consumers,
        days=days,
        seed=seed,
        shares=(units / units.sum()).tolist(),
        visits=int(funnel["visits"].sum()),
        trips=int(funnel["trips"].sum()),
        units=int(units.sum()),
        refused=int(sales["stockouts"].sum()),
        seconds=seconds,
        peak_bytes=(peak() - before) / n_consumers,
    )
    market.close()
    return report


if __name__ == "__main__":
    main(run, warm_up=1_000)
