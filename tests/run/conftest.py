"""A small folder of configs and a market that is made up, so that running is tested without simulating."""

import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest
from made_up_market import MadeUpMarket
from omegaconf import DictConfig, OmegaConf

from sim.run import command
from sim.run.check import Config
from sim.run.compose import compose_here, hydra_at

HERE = Path(__file__).parent
REAL_CONF = HERE.parents[1] / "conf"


def small_conf(parent: Path) -> Path:
    """The small folder of configs, whole."""
    folder = parent / "conf"
    shutil.copytree(HERE / "conf", folder)
    shutil.copy(REAL_CONF / "hydra_settings.yaml", folder)
    shutil.copytree(REAL_CONF / "hydra", folder / "hydra")
    return folder


@pytest.fixture(scope="module")
def sale(tmp_path_factory: pytest.TempPathFactory) -> DictConfig:
    """The small experiment `sale`, composed once; read only."""
    with hydra_at(small_conf(tmp_path_factory.mktemp("sale"))):
        return compose_here("experiment=sale")


@pytest.fixture
def conf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small folder of configs stands in for the real one."""
    folder = small_conf(tmp_path)
    for module in (sys.modules["sim.run.compose"], sys.modules["sim.run.command"]):
        monkeypatch.setattr(module, "conf_dir", lambda: folder)
    return folder


@pytest.fixture
def markets(conf: Path, monkeypatch: pytest.MonkeyPatch) -> list[MadeUpMarket]:
    """The markets that were built; they are made up, and the one picture of a report is empty."""
    built: list[MadeUpMarket] = []

    def assemble(config: Config, seed: int, draw: object = None) -> MadeUpMarket:
        built.append(MadeUpMarket(OmegaConf.create(config), seed))
        return built[-1]

    def report(treated: object, baseline: object, folder: Path) -> list[Path]:
        (folder / "timeline.png").write_bytes(b"")
        return [folder / "timeline.png"]

    module = ModuleType("sim.run.build")
    module.assemble = module.build = assemble  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sim.run.build", module)
    monkeypatch.setattr("sim.plots.report", report)
    monkeypatch.setattr(
        "sim.run.one_seed.shared_days", lambda configs: 0
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
