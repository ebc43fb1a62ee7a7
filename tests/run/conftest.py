"""A small folder of configs and a market that is made up, so that running is tested without simulating."""

import shutil
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pandas as pd
import pytest
from omegaconf import DictConfig

from sim.results.tables import COLUMNS
from sim.run import command

HERE = Path(__file__).parent
REAL_CONF = HERE.parents[1] / "conf"


class MadeUpMarket:
    """Sells one unit a day and shop; a sale of depth d sells 10 d more at each shop."""

    def __init__(self, cfg: DictConfig, seed: int) -> None:
        self.cfg, self.seed, self.today, self.closed = cfg, seed, 0, False
        self.calendar = SimpleNamespace(days=cfg.calendar.days)

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


@pytest.fixture
def conf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small folder of configs stands in for the real one."""
    folder = tmp_path / "conf"
    shutil.copytree(HERE / "conf", folder)
    shutil.copy(REAL_CONF / "hydra_settings.yaml", folder)
    shutil.copytree(REAL_CONF / "hydra", folder / "hydra")
    for module in (sys.modules["sim.run.compose"], sys.modules["sim.run.command"]):
        monkeypatch.setattr(module, "conf_dir", lambda: folder)
    return folder


@pytest.fixture
def markets(conf: Path, monkeypatch: pytest.MonkeyPatch) -> list[MadeUpMarket]:
    """The markets that were built; they are made up, and the one picture of a report is empty."""
    built: list[MadeUpMarket] = []

    def build(cfg: DictConfig, seed: int | None = None) -> MadeUpMarket:
        assert seed is not None
        built.append(MadeUpMarket(cfg, seed))
        return built[-1]

    def report(treated: object, baseline: object, folder: Path) -> list[Path]:
        (folder / "timeline.png").write_bytes(b"")
        return [folder / "timeline.png"]

    module = ModuleType("sim.run.build")
    module.build = build  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sim.run.build", module)
    monkeypatch.setattr("sim.plots.report", report)
    monkeypatch.setattr(
        "sim.run.branches.shared_days", lambda configs: 0
    )  # a market that is made up has no twins
    return built


@pytest.fixture
def front_door(markets: list[MadeUpMarket], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Call the command line in an empty folder; returns the exit code."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["sim", *arguments])
        return command.command()

    return call
