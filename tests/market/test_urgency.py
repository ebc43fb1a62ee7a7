"""Deadlines, visible quotas and places on a page: the joy of a deal grows as days pass and uses go."""

import numpy as np
import pytest
from small_market import different, market, run

SALE = ("campaign=plain", "calendar.start=2025-09-24", "calendar.days=27")
LAST_DAYS = "+promotion@campaign.plain.promotions.last_days=last_days"
QUOTA = "+promotion@campaign.plain.promotions.visible_quota=visible_quota"

DISPLAYED = "+promotion@campaign.plain.promotions.displayed=displayed"


def term(offer: str, key: str, value: object) -> str:
    return f"++campaign.plain.promotions.{offer}.{key}={value}"


def joys(*overrides: str) -> list[float]:
    """Greatest joy of a deal, times the usual, on each day of the sale of two weeks."""
    with market(*SALE, *overrides) as built:
        days = []
        while built.steps < built.calendar.days:
            built.step()
            if built.phase == "launch":
                days.append(float(built.offers["on_deal"].max()))
        return days


def test_the_joy_of_a_deal_rises_to_its_last_day() -> None:
    found = joys(LAST_DAYS)
    expected = 1 + 6 * (np.arange(1, 15) / 14) ** 3
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_the_joy_of_a_deal_rises_as_its_uses_go() -> None:
    found = joys(QUOTA, term("visible_quota", "uses", 400))
    with_uses = [joy for joy in found if joy > 0]
    assert with_uses[0] == 1 and len(with_uses) > 1 and with_uses == sorted(with_uses)
    assert max(with_uses) < 7, "an offer that is used up is not posted any more"


def test_a_place_on_the_page_adds_to_the_joy_of_a_deal_and_to_no_price() -> None:
    np.testing.assert_allclose(joys(DISPLAYED), 11, rtol=1e-6)
    np.testing.assert_array_equal(joys(DISPLAYED, term("displayed", "display", 0)), 1)


@pytest.mark.parametrize(("offer", "key"), [(LAST_DAYS, "urgency"), (QUOTA, "scarcity")])
def test_without_urgency_or_scarcity_an_offer_is_like_any_other(offer: str, key: str) -> None:
    name = "last_days" if offer == LAST_DAYS else "visible_quota"
    calm = [term(name, key, 0)] + ([term(name, "steepness", 1)] if name == "last_days" else [])
    plain = {"last_days": "{level: item, phases: [launch], percent: 0.15}",
             "visible_quota": "{level: cross_shop, phases: [launch], spend: 30, amount: 10, uses: 200}"}  # fmt: skip
    same_terms = f"+campaign.plain.promotions.{name}={plain[name]}"
    assert different(run(*SALE, offer, *calm), run(*SALE, same_terms)) == []


@pytest.mark.parametrize(
    ("offer", "change", "wanted"),
    [
        (LAST_DAYS, term("last_days", "phases", "[always]"), "no last day"),
        (QUOTA, term("visible_quota", "uses", 0), "never runs out"),
        (DISPLAYED, term("displayed", "level", "coupon"), "have a place on a page"),
    ],
)
def test_what_draws_nobody_is_refused(offer: str, change: str, wanted: str) -> None:
    with pytest.raises(Exception, match=wanted), market(*SALE, offer, change):
        pass
