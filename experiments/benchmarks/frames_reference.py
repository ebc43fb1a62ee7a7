"""The bare shopping day in mesa-frames: consumers are the rows of one polars frame.  Needs an environment of its own."""

from __future__ import annotations

import time

import numpy as np
import polars as pl
from mesa_frames import AgentSetPolars, ModelDF

from experiments.benchmarks.model import ShoppingDay, catalog, population
from experiments.benchmarks.rationing import ration
from experiments.benchmarks.report import Report, main, peak
from experiments.benchmarks.shops import Street


class Consumers(AgentSetPolars):
    """All shoppers."""

    def __init__(self, model: Market, n: int, seed: int) -> None:
        super().__init__(model)
        day = model.day
        people = population(day, n, seed)
        columns: dict[str, object] = {"unique_id": np.arange(n)}
        for c in range(day.categories):
            columns[f"growth_{c}"] = people.growth[:, c].copy()
            columns[f"need_{c}"] = people.need[:, c].copy()
            columns[f"reference_{c}"] = np.full(n, day.reference_start, np.float32)
        for k in range(day.slots):
            columns[f"shop_{k}"] = people.shops[:, k].astype(np.uint32)
            columns[f"loyalty_{k}"] = np.full(n, day.loyalty_start, np.float32)
            columns[f"satisfaction_{k}"] = np.full(n, day.satisfaction_start, np.float32)
        for trait in ("quality", "loyalty", "convenience", "price", "gain", "loss"):
            columns[f"{trait}_weight"] = getattr(people, f"{trait}_weight")
        columns["expectation"] = np.full(n, day.expectation_start, np.float32)
        self += pl.DataFrame(columns)
        self.changing = [
            name
            for name in columns
            if name.startswith(("need_", "reference_", "expectation", "loyalty_", "satisfaction_"))
            and not name.endswith("_weight")
        ]

    def step(self) -> None:
        """Needs grow, some visit, those who visit shop, and what they learned is written back."""
        visitors = self.wake()
        self.model.visits += visitors.height
        for c in range(self.model.day.categories):
            visitors = self.choose(visitors, c)
        visitors = self.learn(visitors)
        rows = visitors["unique_id"]
        self.agents = self.agents.with_columns(
            self.agents[name].scatter(rows, visitors[name]) for name in self.changing
        )

    def wake(self) -> pl.DataFrame:
        """The rows of those who visit today, with their arrival minute."""
        day, random = self.model.day, self.random
        needs = [f"need_{c}" for c in range(day.categories)]
        self.agents = self.agents.with_columns(
            (pl.col(need) + pl.col(f"growth_{c}")).clip(upper_bound=day.need_cap)
            for c, need in enumerate(needs)
        )
        luck = pl.Series(random.random(len(self), dtype=np.float32))
        odds = 1 + (-day.visit_base - day.visit_need * pl.max_horizontal(needs)).exp()
        visitors = self.agents.filter(odds * luck < 1)
        return visitors.with_columns(
            pl.Series("minute", random.integers(0, day.minutes, visitors.height, dtype=np.int16))
        )

    def choose(self, visitors: pl.DataFrame, c: int) -> pl.DataFrame:
        """Add slot_c, the slot of the shop in which category c is bought (-1 if none); move the reference price."""
        model, day = self.model, self.model.day
        prices, world = model.street.prices[:, c], model.world
        quality = constants(world.quality)
        convenience = constants(world.convenience)
        price = constants(prices / world.usual_price[c])
        ratio = constants(prices / world.base_price[:, c])
        need, reference = pl.col(f"need_{c}"), pl.col(f"reference_{c}")
        slots = range(day.slots)
        shops = [f"shop_{k}" for k in slots]
        weights = [f"weight_{k}" for k in slots]
        trips = visitors.with_row_index("row").filter(need >= day.need_trip)
        trips = trips.with_columns(ratio.gather(pl.col(f"shop_{k}")).alias(f"ratio_{k}") for k in slots)
        gaps = [reference - pl.col(f"ratio_{k}") for k in slots]
        trips = trips.select(
            "row",
            "minute",
            *shops,
            *(
                (
                    pl.col("quality_weight") * quality.gather(pl.col(f"shop_{k}"))
                    + pl.col("loyalty_weight") * pl.col(f"loyalty_{k}")
                    + day.satisfaction_weight * (pl.col(f"satisfaction_{k}") - 0.5)
                    + pl.col("convenience_weight") * convenience.gather(pl.col(f"shop_{k}"))
                    - pl.col("price_weight") * price.gather(pl.col(f"shop_{k}"))
                    + gaps[k]
                    * pl.when(gaps[k] > 0).then(pl.col("gain_weight")).otherwise(pl.col("loss_weight"))
                )
                .exp()
                .alias(weights[k])
                for k in slots
            ),
            outside=(day.outside - day.outside_need * need).exp(),
            moved=reference
            + day.reference_rate * (pl.sum_horizontal(f"ratio_{k}" for k in slots) / day.slots - reference),
        )
        luck = self.random.random(trips.height, dtype=np.float32)
        trips = trips.with_columns(least=pl.col("outside") * pl.Series(luck / (1 - luck)))
        buyers = trips.filter(pl.sum_horizontal(weights) > pl.col("least"))
        worth = buyers.select(weights).to_numpy(writable=True)
        draws = self.random.standard_exponential(worth.shape, dtype=np.float32)
        slot, model.sold[:, c], refused = ration(
            model.street.stock[:, c],
            buyers.select(shops).to_numpy(),
            worth,
            worth / np.maximum(draws, np.float32(1e-30)),
            buyers["least"].to_numpy(),
            buyers["minute"].to_numpy(),
        )
        model.trips += trips.height
        model.refused += refused
        bought = pl.Series(f"slot_{c}", np.full(visitors.height, -1, np.int8))
        return visitors.with_columns(
            bought.scatter(buyers["row"], slot.astype(np.int8)),
            visitors[f"reference_{c}"].scatter(trips["row"], trips["moved"]),
        )

    def learn(self, visitors: pl.DataFrame) -> pl.DataFrame:
        """What purchases leave behind, category after category."""
        day, world = self.model.day, self.model.world
        for c in range(day.categories):
            slot = pl.col(f"slot_{c}")
            shop = pl.coalesce(pl.when(slot == k).then(pl.col(f"shop_{k}")) for k in range(day.slots))
            quality = constants(world.quality).gather(shop)
            visitors = visitors.with_columns(surprise=quality - pl.col("expectation"))
            visitors = visitors.with_columns(
                pl.col(f"need_{c}") - (slot >= 0).cast(pl.Float32),
                pl.col("expectation") + day.expectation_rate * pl.col("surprise").fill_null(0),
                seen=1 / (1 + (-day.satisfaction_slope * pl.col("surprise")).exp()),
            )
            delight = pl.col("seen") - 0.5
            updates = []
            for k in range(day.slots):
                satisfaction, loyalty = pl.col(f"satisfaction_{k}"), pl.col(f"loyalty_{k}")
                grown = day.loyalty_gain * delight * (1 - loyalty)
                shrunk = day.loyalty_loss * delight * loyalty
                moved = (loyalty + pl.when(delight > 0).then(grown).otherwise(shrunk)).clip(0, 1)
                updates += [
                    pl.when(slot == k)
                    .then(satisfaction + day.satisfaction_rate * (pl.col("seen") - satisfaction))
                    .otherwise(satisfaction),
                    pl.when(slot == k).then(moved).otherwise(loyalty).alias(f"loyalty_{k}"),
                ]
            visitors = visitors.with_columns(updates)
        return visitors


def constants(values: np.ndarray) -> pl.Expr:
    """A small table to gather from."""
    return pl.lit(pl.Series(values.astype(np.float32)))


class Market(ModelDF):
    """A market of consumers; one step is one day."""

    def __init__(self, day: ShoppingDay, n: int, seed: int) -> None:
        super().__init__(seed)
        self.day, self.world = day, catalog(day)
        self.street = Street(day, self.world, n)
        self.visits = self.trips = self.refused = 0
        self.agents += Consumers(self, n, seed)

    def step(self) -> None:
        """One day."""
        self.street.open()
        self.sold = np.zeros_like(self.street.units)
        self.agents.do("step")
        self.street.close(self.sold)


def run(n_consumers: int, days: int, seed: int, day: ShoppingDay | None = None) -> Report:
    """Simulate and time the steps."""
    before = peak()
    market = Market(day or ShoppingDay(), n_consumers, seed)
    start = time.perf_counter()
    for _ in range(days):
        market.step()
    seconds = time.perf_counter() - start
    units = market.street.units.sum(axis=1)
    return Report(
        name="mesa-frames",
        consumers=n_consumers,
        days=days,
        seed=seed,
        shares=(units / units.sum()).tolist(),
        visits=market.visits,
        trips=market.trips,
        units=int(units.sum()),
        refused=market.refused,
        seconds=seconds,
        peak_bytes=(peak() - before) / n_consumers,
    )


if __name__ == "__main__":
    main(run, warm_up=1_000)
