"""One seed of all arms: days that arms share are lived through once, then each goes on by itself."""

import logging
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import TYPE_CHECKING

from hydra.errors import HydraException

from sim.results import Results
from sim.run.branches import shared_days
from sim.run.check import Config
from sim.run.errors import ConfigError
from sim.run.free import ALL, BASELINE
from sim.run.midway import Midway, Place
from sim.run.orders import MOST_LINES, Lines
from sim.run.progress import bar

if TYPE_CHECKING:
    from sim.market.model import Market

log = logging.getLogger("sim.run")


def run_seed(
    arms: Mapping[str, Config], seed: int, place: Place | None = None, nth: str = ""
) -> dict[str, Results]:
    """Results of each arm of checked configs on one seed; each is bit by bit what it would be alone.

    The seconds of shared days are those of the first arm. place: where order lines go while it runs, and a checkpoint when it
    is due, from which the seed goes on when it was cut short. nth: which of the seeds it is, for the progress bar.
    """
    way = (place and place.begun()) or Midway()
    if way.behind:
        log.info("seed %d: goes on after %d days", seed, way.behind)
    run = _Run(arms, seed, place, way)
    try:
        with bar(f"{title(arms)}, seed {seed}{nth}", run.length) as advance:
            run.go(advance)
    except BaseException:
        if place is not None:
            place.leave(way)
        raise
    finally:
        if way.market is not None:
            way.market.close()
    return {arm: way.through[arm] for arm in arms}


def title(arms: Mapping[str, Config], arm: str = "") -> str:
    """What an arm is called on the terminal and in the log."""
    return f"{next(iter(arms.values())).get('experiment', 'run')} {arm}".strip()


class _Run:
    """A seed on its way. fork: days that all arms share, None when each has a market of its own from the start."""

    def __init__(self, arms: Mapping[str, Config], seed: int, place: Place | None, way: Midway) -> None:
        self.arms, self.seed, self.place, self.way = arms, seed, place, way
        days = shared_days(list(arms.values()))
        stand_still = any(config.get("free", ALL) != ALL for config in arms.values())
        self.fork = days if len(arms) > 1 and (days or stand_still) else None
        shared = self.fork or 0
        self._since = perf_counter()
        self.length = shared + sum(config["calendar"]["days"] - shared for config in arms.values())

    def go(self, advance: Callable[[], None]) -> None:
        """Live through all days that are left."""
        way = self.way
        for _ in range(way.behind):
            advance()
        if self.fork is not None and way.frozen is None:
            config = next(iter(self.arms.values()))
            market = way.market or self._enter(config, built(config, self.seed), 0)
            self._live(market, self.fork, advance)
            self._freeze(market)
        for arm in sorted(self.arms, key=lambda name: self.fork is not None and name != BASELINE):
            if arm not in way.through:
                market = way.market or self._begin(arm, self.arms[arm])
                self._live(market, self.arms[arm]["calendar"]["days"], advance)
                self._reach_the_end(market, arm, self.arms[arm])

    def _begin(self, arm: str, config: Config) -> "Market":
        """The market of an arm on its first day, or at the fork."""
        if self.way.frozen is None:
            return self._enter(config, built(config, self.seed), 0)
        from sim.market.freezing import freeze, tape
        from sim.market.turning import turn_to
        from sim.run.build import build_campaigns
        from sim.run.checkpoint import twin

        market = self._enter(config, twin(self.way.frozen), self.fork or 0)
        turn_to(market, build_campaigns(config["campaign"]))
        if config["free"] != ALL:
            freeze(market, self.way.tapes, config["free"])
        if arm == BASELINE:
            self.way.tapes = tape(market)
        return market

    def _enter(self, config: Config, market: "Market", lived: int) -> "Market":
        self.way.market, self.way.lived = market, lived
        if self.place is not None and config["results"]["orders"]:
            self.way.lines = Lines(self.place.folder, self.way.files)
        return market

    def _live(self, market: "Market", until: int, advance: Callable[[], None]) -> None:
        """Step a market up to a day. Raises ConfigError as `one_day`."""
        way = self.way
        while way.lived < until:
            one_day(market)
            way.lived += 1
            way.behind += 1
            if way.lines and (market.records.waiting >= MOST_LINES or not market.running):
                way.lines.write(market.records.take_orders())
            advance()
            if self.place is not None and self.place.shelf.due():
                self._count()
                self.place.keep(way)

    def _freeze(self, market: "Market") -> None:
        from sim.run.checkpoint import freeze

        way = self.way
        way.frozen = freeze(market)
        if way.lines:
            way.lines.close()
            way.files = way.lines.files
        self._leave(market)

    def _reach_the_end(self, market: "Market", arm: str, config: Config) -> None:
        way, tables = self.way, market.records.tables()
        orders = self.place.orders(arm) if self.place and way.lines else None
        if orders:
            del tables["orders"]
        part = Results(tables)
        if orders and way.lines:
            way.lines.unite(orders)
            part.attach("orders", orders)
        shops = len(market.shops)
        self._leave(market)
        self._count()
        took = round(way.seconds, 3)
        part.config, part.manifest = dict(config), {"seconds": {str(self.seed): took}}
        tell(title(self.arms, arm), config, shops, self.seed, took)
        way.through[arm], way.seconds = part, 0.0

    def _leave(self, market: "Market") -> None:
        market.close()
        self.way.market = self.way.lines = None

    def _count(self) -> None:
        """Add the seconds since this was last called."""
        now = perf_counter()
        self.way.seconds += now - self._since
        self._since = now


def one_day(market: "Market") -> None:
    """Step a market. Raises ConfigError, naming seed and day, for what only the day itself could refuse."""
    date = market.date
    try:
        market.step()
    except ValueError as error:
        raise ConfigError(f"seed {market.world_seed}, {date}: {error}") from error


def tell(title: str, config: Config, shops: int, seed: int, seconds: float) -> None:
    """One line in the log for a market that reached its last day."""
    size = (config["calendar"]["days"], config["population"]["size"], shops)
    log.info("%s, seed %d: %d days, %d consumers, %d shops, %.1f s", title, seed, *size, seconds)


def built(config: Config, seed: int) -> "Market":
    """The market of a checked config. Raises ConfigError for what only the market can refuse."""
    from sim.run.build import assemble  # compiles kernels; a wrong config is refused without waiting for that
    from sim.run.sharing import shared_population

    try:
        return assemble(config, seed, shared_population)
    except HydraException as error:  # a rule refused its parameters
        raise ConfigError(_refusal(error)) from error
    except ValueError as error:
        raise ConfigError(str(error)) from error


def _refusal(error: HydraException) -> str:
    """`shops.a.pricing: step is 3 ...` out of Hydra's error about the class that it could not build."""
    key = str(error).rpartition("full_key: ")[2] if "full_key: " in str(error) else ""
    cause = error.__cause__ or error
    return f"{key}: {cause}" if key else str(cause)
