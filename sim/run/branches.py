"""One market, several futures: arms that differ in their campaigns live through the days before them once."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from omegaconf import DictConfig

from sim.results import Results
from sim.run.check import Config, plain
from sim.run.free import ALL, BASELINE, FREE_TO_DIFFER, check_free
from sim.run.orders import Write, order_file
from sim.run.progress import bar
from sim.run.run import built, kept, live, seeds_of, simulate, tell, whole

if TYPE_CHECKING:
    from sim.market.freezing import Tapes
    from sim.market.model import Market


def simulate_arms(arms: Mapping[str, DictConfig | Config], folder: Path | None = None) -> dict[str, Results]:
    """Run checked configs, one for each arm, for all their seeds.

    Every arm gives what it would give alone, bit by bit; days that several arms share are lived through once, and their
    seconds are those of the first. folder: where order lines go while it runs, arm by arm, if they are kept.
    """
    configs = {arm: plain(cfg) for arm, cfg in arms.items()}
    check_free(configs)
    days = shared_days(list(configs.values()))
    if len(arms) == 1 or not (days or any(config.get("free", ALL) != ALL for config in configs.values())):
        return {
            arm: simulate(config, arm, folder / arm if folder else None) for arm, config in configs.items()
        }
    with ExitStack() as files:
        writers: dict[str, Write] = {}
        if folder is not None:
            paths = {
                arm: folder / arm / "orders.parquet"
                for arm, config in configs.items()
                if config["results"]["orders"]
            }
            writers = {arm: files.enter_context(order_file(path)) for arm, path in paths.items()}
        results = _all_seeds(configs, days, writers)
    for arm in writers:
        results[arm].attach("orders", paths[arm])
    return results


def shared_days(configs: Sequence[Config]) -> int:
    """Days from the start on which all arms are the same for certain; 0 when they differ in more than campaigns."""
    first, *others = configs
    keys = {key for config in configs for key in config if key not in FREE_TO_DIFFER}
    if any(config.get(key) != first.get(key) for config in others for key in keys):
        return 0
    return min((_days_before(config, first) for config in configs), default=0)


def _days_before(config: Config, other: Config) -> int:
    """Days of the calendar before any campaign acts that only one of two configs has."""
    start = date.fromisoformat(config["calendar"]["start"]).toordinal()
    acts = [start + int(config["calendar"]["days"])]
    for one, two in ((config, other), (other, config)):
        for name, campaign in one["campaign"].items():
            if two["campaign"].get(name) != campaign:
                acts.append(first_act(campaign) or start)
    return max(0, min(acts) - start)


def first_act(campaign: Mapping[str, Any]) -> int | None:
    """First day (ordinal) on which anything in a market can be another for this campaign; None when that is every day.

    Shops that learn from it look back on all days, an offer or activity for always has no first day, one for new customers
    looks at first purchases of any day, and points of a shop may expire by the campaign's rule.
    """
    acts = (campaign.get("activities") or {}).values()
    offers = [*campaign["promotions"].values(), *(act["coupon"] for act in acts if act.get("coupon"))]
    early = any(
        "always" in offer.get("phases", ())
        or offer.get("customers", "all") != "all"
        or offer.get("benefit") == "points"
        for offer in offers
    ) or any("always" in act["phases"] for act in acts)
    phases = [date.fromisoformat(day).toordinal() for day in campaign["phases"].values()]
    return None if early or campaign["learning"] is not None else min(phases)


def _all_seeds(arms: Mapping[str, Config], days: int, writers: Mapping[str, Write]) -> dict[str, Results]:
    seeds = seeds_of(next(iter(arms.values())))
    parts: dict[str, list[Results]] = {arm: [] for arm in arms}
    seconds: dict[str, dict[str, float]] = {arm: {} for arm in arms}
    for i, seed in enumerate(sorted(seeds), 1):
        text = f"{next(iter(arms.values())).get('experiment', 'run')}, seed {seed} ({i} of {len(seeds)})"
        start = perf_counter()
        for arm, part in _one_seed(arms, seed, days, writers, text):
            parts[arm].append(part)
            seconds[arm][str(seed)] = round(perf_counter() - start, 3)
            title = f"{arms[arm].get('experiment', 'run')} {arm}"
            tell(title, arms[arm], part, seed, seconds[arm][str(seed)])
            start = perf_counter()
    return {arm: whole(config, parts[arm], seconds[arm]) for arm, config in arms.items()}


def _one_seed(
    arms: Mapping[str, Config], seed: int, days: int, writers: Mapping[str, Write], text: str
) -> Iterator[tuple[str, Results]]:
    """Each arm's results, the baseline's first."""
    from sim.market.freezing import tape
    from sim.run.checkpoint import freeze, twin

    def write_all(lines: Any) -> None:
        for write in writers.values():
            write(lines)

    first = next(iter(arms.values()))
    rest = first["calendar"]["days"] - days
    tapes: Tapes = {}
    with bar(text, days + len(arms) * rest) as advance:
        trunk = built(first, seed)
        try:
            live(trunk, days, write_all if writers else None, advance)
            frozen = freeze(trunk)
        finally:
            trunk.close()
        for arm in sorted(arms, key=lambda name: name != BASELINE):
            market = twin(frozen)
            try:
                _begin(market, arms[arm], tapes)
                if arm == BASELINE:
                    tapes = tape(market)
                live(market, rest, writers.get(arm), advance)
                yield arm, kept(market, writers.get(arm))
            finally:
                market.close()


def _begin(market: "Market", config: Config, tapes: "Tapes") -> None:
    """Let a market go on with the campaigns of an arm, and with shops that stand still if it has any."""
    from sim.market.freezing import freeze
    from sim.market.turning import turn_to
    from sim.run.build import build_campaigns

    turn_to(market, build_campaigns(config["campaign"]))
    if config["free"] != ALL:
        freeze(market, tapes, config["free"])
