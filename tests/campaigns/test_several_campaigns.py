"""Two campaigns in one market: each keeps to its days, its purse, its coupons."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

import sim
from sim.market.model import Market
from sim.run.errors import ConfigError

QUIET = (
    "_target_: sim.strategies.campaign.Campaign, shops: all, media_lift: {}, pull: {}, cue: {}, budget: 5, platform_budget: 0, "
    "learning: null"
)
SMALL = ("population.size=400", "calendar.start=2025-09-22", "calendar.days=24")
FIRST = {"warm_up": "2025-09-23", "launch": "2025-09-25", "after": "2025-09-27"}
SECOND = {"warm_up": "2025-10-02", "launch": "2025-10-05", "after": "2025-10-08"}
COUPON = "{level: coupon, phases: [launch], claim_rate: 0.6, spend: 50, amount: 10}"
CUT = "{level: item, phases: [launch], percent: 0.2}"


def campaign(name: str, phases: dict[str, str], end: str, offers: str) -> str:
    days = ", ".join(f"{phase}: {day}" for phase, day in phases.items())
    return f"+campaign.{name}={{{QUIET}, name: {name}, phases: {{{days}}}, end: {end}, promotions: {offers}}}"


ONE = campaign("one", FIRST, "2025-09-30", f"{{one_coupon: {COUPON}, one_cut: {CUT}}}")
TWO = campaign("two", SECOND, "2025-10-12", f"{{two_coupon: {COUPON}, two_cut: {CUT}}}")
NOTHING = campaign("two", SECOND, "2025-10-12", "{two_cut: {level: item, phases: [launch], percent: 0}}")


def played(overrides: Sequence[str]) -> tuple[Market, dict[str, pd.DataFrame]]:
    market = sim.build(sim.compose("baseline", *SMALL, *overrides), seed=0)
    market.run()
    tables = market.tables()
    market.close()
    return market, tables


@pytest.fixture(scope="module")
def both() -> tuple[Market, dict[str, pd.DataFrame]]:
    return played([ONE, TWO])


@pytest.fixture(scope="module")
def first_only() -> tuple[Market, dict[str, pd.DataFrame]]:
    return played([ONE])


def givers(tables: dict[str, pd.DataFrame], day: str) -> set[str]:
    """Shops that took something off on a day."""
    sales = tables["sales"]
    return set(sales["shop"][(sales["date"] == day) & (sales["discount_shop"] > 0)])


def test_each_campaign_gives_on_the_days_of_its_own_launch_only(
    both: tuple[Market, dict[str, pd.DataFrame]],
) -> None:
    sales = both[1]["sales"]
    days = {f"{day:%m-%d}" for day in sales["date"][sales["discount_shop"] > 0]}
    assert {"09-25", "10-05"} <= days <= {"09-25", "09-26", "10-05", "10-06", "10-07"}


def test_the_order_in_which_campaigns_are_listed_does_not_matter(
    both: tuple[Market, dict[str, pd.DataFrame]],
) -> None:
    pd.testing.assert_frame_equal(played([TWO, ONE])[1]["sales"], both[1]["sales"])


def test_before_the_second_is_announced_nobody_can_tell_that_it_comes(
    both: tuple[Market, dict[str, pd.DataFrame]], first_only: tuple[Market, dict[str, pd.DataFrame]]
) -> None:
    before, alone = (t["sales"][t["sales"]["date"] < "2025-10-02"] for _, t in (both, first_only))
    pd.testing.assert_frame_equal(before, alone)


def test_a_second_campaign_without_effect_changes_exactly_nothing(
    first_only: tuple[Market, dict[str, pd.DataFrame]],
) -> None:
    for name, table in played([ONE, NOTHING])[1].items():
        pd.testing.assert_frame_equal(table, first_only[1][name])


def test_who_spent_the_budget_of_the_first_has_a_new_one_for_the_second(
    both: tuple[Market, dict[str, pd.DataFrame]],
) -> None:
    spent = givers(both[1], "2025-09-25") - givers(both[1], "2025-09-26")
    assert spent
    assert spent & givers(both[1], "2025-10-05")


def test_coupons_of_each_campaign_are_claimed_for_it_alone(
    both: tuple[Market, dict[str, pd.DataFrame]], first_only: tuple[Market, dict[str, pd.DataFrame]]
) -> None:
    market, alone = both[0], first_only[0]
    assert market.posted is not None
    bits = {offer.name: np.uint64(1 << bit) for bit, offer in enumerate(market.posted.wallet)}
    holders = {name: int((market.state.claimed & bit > 0).sum()) for name, bit in bits.items()}
    assert holders == market.claimed
    assert market.claimed["one_coupon"] == alone.claimed["one_coupon"] > 0
    assert 0 < market.claimed["two_coupon"] < market.n


@pytest.mark.parametrize(
    ("second", "message"),
    [
        (campaign("two", {"launch": "2025-09-29"}, "2025-10-02", "{x: " + CUT + "}"),
         r"campaign.two: begins on 2025-09-29, while 'one' lasts to 2025-09-30; write dates that do not overlap"),
        (campaign("two", SECOND, "2025-10-12", "{one_cut: " + CUT + "}"),
         r"campaign.two.promotions.one_cut: 'one' has an offer of this name"),
    ],
)  # fmt: skip
def test_campaigns_that_would_get_in_each_others_way_are_refused(second: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        sim.build(sim.compose("baseline", *SMALL, ONE, second))
