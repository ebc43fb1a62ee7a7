"""The compiled and the plain market, day by day side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import sim

from .market import Market
from .world import furnish

OWN = ("orders", "spent", "last_order", "purse", "expectation", "arousal")
BY_CATEGORY = ("need", "reference")
BY_SHOP = ("awareness", "loyalty", "satisfaction", "trust")


class CartLine(NamedTuple):
    """What the two markets must agree on; money and shipping of lines that are kept."""

    consumer: int
    category: str
    product: str
    channel: str
    minute: int
    units: int
    flash: bool
    kept: bool
    paid: int
    shipping: int
    lost: int


class Both(NamedTuple):
    """Two markets after the same days, and the cart lines of each day in each."""

    compiled: Any
    plain: Market
    compiled_days: list[list[CartLine]]
    plain_days: list[list[CartLine]]

    def first_difference(self) -> str:
        """The first day on which lines differ, with a few of them; empty when none do."""
        for day, (one, other) in enumerate(zip(self.compiled_days, self.plain_days, strict=True)):
            if one != other:
                ours, theirs = sorted(set(one) - set(other))[:3], sorted(set(other) - set(one))[:3]
                return f"day {day}: compiled {ours}, plain {theirs}"
        return ""

    def gaps(self) -> dict[str, float]:
        """Largest difference of each part of the consumers' state."""
        people, state = self.plain.consumers, self.compiled.state
        plain = {name: [getattr(c, name) for c in people] for name in OWN}
        plain |= {name: [list(getattr(c, name).values()) for c in people] for name in BY_CATEGORY}
        for name in BY_SHOP:
            rows = [[getattr(known, name) for known in c.memory] for c in people]
            empty = 0.5 if name == "satisfaction" else 0.0
            plain[name] = [row + [empty] * (self.plain.slots - len(row)) for row in rows]
        return {name: float(np.abs(getattr(state, name) - np.array(x)).max()) for name, x in plain.items()}


def run(days: int, *overrides: str, seed: int = 3, change: Callable[[Market], None] | None = None) -> Both:
    """Run both markets; ``change`` is made to the plain one alone."""
    cfg = sim.compose(*overrides)
    compiled = sim.build(cfg, seed=seed)
    plain = furnish(compiled, cfg)
    if change:
        change(plain)
    evenings: list[NDArray[Any]] = []
    add_day = compiled.records.add_day

    def watch(*counts: Any) -> None:
        evenings.append(np.concatenate([part.lines[: part.n_lines] for part in compiled.crew.ranges]))
        add_day(*counts)

    compiled.records.add_day = watch
    plain_days = []
    for _ in range(days):
        compiled.step()
        plain.step()
        plain_days.append(plain_lines(plain))
    return Both(compiled, plain, [compiled_lines(compiled, lines) for lines in evenings], plain_days)


def compiled_lines(market: Any, lines: NDArray[Any]) -> list[CartLine]:
    categories, channels = ([each.name for each in named] for named in (market.categories, market.channels))
    return [
        CartLine(
            int(line["consumer"]), categories[line["category"]], market.catalog.name[line["offer"]],
            channels[line["channel"]], int(line["minute"]), int(line["units"]), line["flash"] == 1, line["kept"] == 1,
            int(line["paid"]) * int(line["kept"]), int(line["shipping"]) * int(line["kept"]), int(line["lost"]),
        )
        for line in lines
    ]  # fmt: skip


def plain_lines(market: Market) -> list[CartLine]:
    return [
        CartLine(
            line.consumer, line.category, line.product.name, line.channel, line.minute, line.units, line.flash,
            line.kept, line.paid * line.kept, line.shipping * line.kept, line.lost,
        )
        for line in market.lines
    ]  # fmt: skip
