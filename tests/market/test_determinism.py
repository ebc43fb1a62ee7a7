import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from omegaconf import DictConfig
from small_market import FESTIVAL, WARM_UP, Tables, config, different, digest, market, plain, run

HERE = Path(__file__).parent
UNLIMITED = [f"shops.{name}.supply=null" for name in config().shops]


@pytest.fixture(scope="module")
def festival() -> Tables:
    return run(*FESTIVAL)


def test_the_same_seed_gives_the_same_tables_and_another_seed_others(festival: Tables) -> None:
    assert different(festival, run(*FESTIVAL)) == []
    assert different(festival, run(*FESTIVAL, seed=2)) == list(festival)


@pytest.mark.parametrize("threads", [2, 3])
def test_the_number_of_threads_changes_nothing(threads: int) -> None:
    many = (*FESTIVAL, "population.size=4500")
    assert different(run(*many), run(*many, f"threads={threads}")) == []


def test_more_threads_than_consumers_change_nothing() -> None:
    assert different(run("population.size=3"), run("population.size=3", "threads=8")) == []


def test_another_process_with_other_hashes_gives_the_same_tables(festival: Tables) -> None:
    code = "from small_market import FESTIVAL, digest, run; print(digest(run(*FESTIVAL)))"
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "12345"},
        cwd=HERE,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split()[-1] == digest(festival)


def test_the_order_in_which_shops_are_listed_changes_nothing(festival: Tables) -> None:
    def turn_round(cfg: DictConfig) -> None:
        cfg.shops = {name: cfg.shops[name] for name in reversed(list(cfg.shops))}

    assert different(festival, run(*FESTIVAL, edit=turn_round)) == []


@pytest.mark.parametrize(("name", "supply"), [("aaa", []), ("mmm", UNLIMITED), ("zzz", [])])
def test_a_shop_that_nobody_can_reach_changes_nothing_for_the_others(name: str, supply: list[str]) -> None:
    def add_a_hermit(cfg: DictConfig) -> None:
        cfg.shops[name] = {**cfg.shops.everyday, "channels": [], "fame": 0, "copies": 1}

    without = run(*FESTIVAL, *supply)
    with_it = run(*FESTIVAL, *supply, edit=add_a_hermit)
    for table in ("sales", "funnel", "stages", "consumers", "orders", "ledger", "posts", "shops", "opinions"):
        mine = plain(with_it[table])
        others = mine[mine["shop"] != name] if "shop" in mine else mine
        pd.testing.assert_frame_equal(plain(without[table]), plain(others), check_exact=True, obj=table)


def without_depth(cfg: DictConfig) -> None:
    """The festival takes place, and offers nothing."""
    campaign = cfg.campaign.double11
    for promotion in campaign.promotions.values():
        promotion.percent = promotion.amount = 0
    campaign.media_lift = dict.fromkeys(campaign.media_lift, 1)
    campaign.pull = dict.fromkeys(campaign.pull, 0)
    campaign.cue = dict.fromkeys(campaign.cue, 0)


def test_a_campaign_that_offers_nothing_changes_exactly_nothing() -> None:
    assert different(run(), run(*FESTIVAL, edit=without_depth)) == []


def test_a_promotion_that_takes_nothing_off_changes_nothing_beside_others_that_do(festival: Tables) -> None:
    def add_empty_offers(cfg: DictConfig) -> None:
        offers = cfg.campaign.double11.promotions
        for key in list(offers):
            offers[f"a_{key}"] = {**offers[key], "percent": 0, "amount": 0}

    assert different(festival, run(*FESTIVAL, edit=add_empty_offers)) == []


@pytest.mark.parametrize(
    "mechanism", ["wom.enabled", "returns.enabled", "delivery.enabled", "checkout.enabled"]
)
def test_a_mechanism_that_is_off_leaves_the_first_morning_as_it_was(mechanism: str) -> None:
    """Visits of the first day are drawn by keys of their own, whatever else is switched off."""
    with market() as one, market(f"consumer.{mechanism}=0") as other:
        one.step()
        other.step()
        columns = ["date", "persona", "channel", "visits", "trips", "views"]
        assert one.tables()["funnel"][columns].equals(other.tables()["funnel"][columns])
        assert (one.traits.price == other.traits.price).all()


def before(table: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    return plain(table[table["date"] < day])


def test_before_the_first_announcement_consumers_see_and_do_the_same(festival: Tables) -> None:
    """In the prepare phase shops may order goods for what is to come, so evening stocks are left out."""
    baseline = run()
    for table, unseen in (
        ("sales", []),
        ("funnel", []),
        ("stages", []),
        ("ledger", []),
        ("posts", ["stock"]),
    ):
        one, other = (before(tables[table], WARM_UP).drop(columns=unseen) for tables in (baseline, festival))
        pd.testing.assert_frame_equal(one, other, check_exact=True, obj=table)
    assert len(before(baseline["sales"], WARM_UP)) > 0
    assert "sales" in different(baseline, festival)


def test_before_the_first_announcement_nothing_at_all_differs_when_stock_is_unlimited() -> None:
    baseline, treated = run(*UNLIMITED), run(*UNLIMITED, *FESTIVAL)
    for table in ("sales", "funnel", "stages", "ledger", "posts", "shops", "orders"):
        one, other = before(baseline[table], WARM_UP), before(treated[table], WARM_UP)
        pd.testing.assert_frame_equal(one, other, check_exact=True, obj=table)


def test_pairing_by_seed_cuts_the_variance_of_the_effect_tenfold() -> None:
    """Of the orders of each persona in the whole run, by paired and by independent seeds."""

    def orders(*overrides: str) -> np.ndarray:
        funnels = [run(*overrides, seed=seed)["funnel"] for seed in range(8)]
        return np.array([plain(funnel).groupby("persona")["orders"].sum() for funnel in funnels], float)

    baseline, treated = orders(), orders(*FESTIVAL)
    independent = (baseline.var(axis=0, ddof=1) + treated.var(axis=0, ddof=1)).sum()
    paired = (treated - baseline).var(axis=0, ddof=1).sum()
    print(
        f"variance of the effect: independent {independent:.0f}, paired {paired:.0f}: {independent / paired:.1f}-fold"
    )
    assert independent >= 10 * paired
