"""An experiment and its baseline, all seeds of both, stepped side by side."""

from datetime import date
from threading import Lock

import pandas as pd
import yaml

from sim.market.model import Market
from sim.results import Results
from sim.run.arguments import seeds_of
from sim.run.arms import arms_of
from sim.run.check import plain
from sim.run.compile_ahead import compile_ahead
from sim.run.compose import compose, conf_dir, experiments
from sim.run.errors import ConfigError
from sim.run.free import BASELINE, check_free
from sim.run.one_seed import built, one_day
from sim.run.seed_by_seed import together

_COMPOSING = Lock()  # there is one Hydra, for all pages that are open


def questions() -> dict[str, str]:
    """What each experiment asks, by its name."""
    files = {name: conf_dir() / "experiment" / f"{name}.yaml" for name in experiments()}
    return {
        name: yaml.safe_load(path.read_text(encoding="utf-8"))["question"] for name, path in files.items()
    }


class Session:
    """The markets of an experiment, which have all lived through the same number of days.

    overrides: `key=value`, as on the command line. Of a contrast only the baseline runs beside the experiment itself.
    Raises ConfigError, before the first day, for what cannot run. What it leaves is bit by bit what `sim.run` leaves.
    """

    def __init__(self, name: str, *overrides: str) -> None:
        with _COMPOSING:
            cfg = compose(name, *overrides)
            arms = arms_of(cfg, overrides, lambda each: compose(name, *each))
        self.configs = {
            arm: plain(arms[arm]) for arm in dict.fromkeys([next(iter(arms)), BASELINE]) if arm in arms
        }
        for config in self.configs.values():
            check_free({"": config})
            if config["until"]:
                raise ConfigError(
                    "until: a session runs the seeds that it is given; write null, and more seeds"
                )
        compile_ahead(cfg)
        self.markets: dict[str, list[Market]] = {arm: [] for arm in self.configs}
        try:
            for arm, config in self.configs.items():
                for seed in sorted(seeds_of(config)):
                    self.markets[arm].append(built(config, seed))
        except ConfigError:
            self.close()
            raise
        self._lines: dict[Market, list[pd.DataFrame]] = {market: [] for market in self._all()}

    @property
    def days(self) -> int:
        """Days of the calendar."""
        return int(min(market.calendar.days for market in self._all()))

    @property
    def day(self) -> int:
        """Days that are over."""
        return int(self._all()[0].steps)

    @property
    def today(self) -> date:
        """The last day that is over, or the first one when none is."""
        today: date = self._all()[0].date
        return today

    @property
    def ended(self) -> bool:
        """Whether no day is left."""
        return self.day >= self.days

    def step(self) -> None:
        """One day in every market. Raises ConfigError for what only the day itself can refuse."""
        for market in self._all():
            one_day(market)
            if market.records.keep_orders:
                self._lines[market].append(market.records.take_orders())

    def results(self) -> dict[str, Results]:
        """The days so far of the experiment and, if it has one, of the baseline; order lines only when the last day is over."""
        runs: dict[int, dict[str, Results]] = {}
        for arm, market in ((arm, market) for arm, markets in self.markets.items() for market in markets):
            runs.setdefault(market.world_seed, {})[arm] = self._kept(market)
        return together(self.configs, runs)

    def _kept(self, market: Market) -> Results:
        tables = market.records.tables()
        if self._lines[market]:
            del tables["orders"]
            if self.ended:
                tables["orders"] = pd.concat(self._lines[market], ignore_index=True)
        return Results(tables, manifest={"seconds": {}})

    def close(self) -> None:
        """Let the markets go."""
        for market in self._all():
            market.close()

    def _all(self) -> list[Market]:
        return [market for markets in self.markets.values() for market in markets]
