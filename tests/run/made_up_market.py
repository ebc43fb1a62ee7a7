"""A market that is made up, so that running is tested without simulating."""

from datetime import date, timedelta
from types import SimpleNamespace

import pandas as pd
from omegaconf import DictConfig

from sim.results.tables import COLUMNS


class MadeUpMarket:
    """Sells one unit a day and shop; a sale of depth d sells 10 d more at each shop."""

    def __init__(self, cfg: DictConfig, seed: int) -> None:
        self.cfg, self.today, self.closed = cfg, 0, False
        self.seed = self.world_seed = seed
        self.shops, self.records = cfg.shops, self  # it keeps its records itself
        self.calendar = SimpleNamespace(days=cfg.calendar.days)

    @property
    def date(self) -> date:
        return date.fromisoformat(self.cfg.calendar.start) + timedelta(days=self.today)

    def step(self) -> None:
        self.today += 1

    def close(self) -> None:
        self.closed = True

    def tables(self) -> dict[str, pd.DataFrame]:
        dates = pd.date_range(self.cfg.calendar.start, periods=self.today)
        depth = sum(campaign.promotions.cut.percent for campaign in (self.cfg.get("campaign") or {}).values())
        cells = [(date, shop) for date in dates for shop in self.cfg.shops]
        units = [1 + round(10 * depth) + self.seed] * len(cells)
        common = {"seed": self.seed, "date": [c[0] for c in cells], "shop": [c[1] for c in cells]}
        texts = dict.fromkeys(("product", "category", "channel", "persona", "stage", "region"), "x")
        filled = {column: 0 for name in COLUMNS for column in COLUMNS[name]} | texts
        paid = [100 * unit for unit in units]
        sold = {"units": units, "orders": units, "paid_value": paid, "list_value": paid, "cents": paid}
        ledger = {"payer": "consumer", "payee": "shop", "purpose": "sale"}
        row = filled | ledger | common | sold
        kept = [name for name in COLUMNS if name not in ("orders", "redemptions")]
        return {name: pd.DataFrame({column: row[column] for column in COLUMNS[name]}) for name in kept}
