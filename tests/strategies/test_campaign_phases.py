from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.strategies.campaign import PHASES, Campaign
from sim.strategies.promotion import Promotion

DATES = {"prepare": "2025-10-09", "warm_up": "2025-10-15", "launch": "2025-11-10", "after": "2025-11-15"}


def a_campaign(**given: Any) -> Campaign:
    quiet: dict[str, Any] = {
        "name": "fest",
        "phases": DATES,
        "end": "2025-11-29",
        "shops": "all",
        "promotions": {},
        "media_lift": {"launch": 1},
        "pull": {"launch": 0},
        "cue": {},
        "budget": 0,
        "platform_budget": 0,
        "learning": None,
    }
    return Campaign(**{**quiet, **given})


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        ("2025-10-08", ""),
        ("2025-10-09", "prepare"),
        ("2025-10-14", "prepare"),
        ("2025-10-15", "warm_up"),
        ("2025-11-14", "launch"),
        ("2025-11-15", "after"),
        ("2025-11-28", "after"),
        ("2025-11-29", ""),
    ],
)
def test_a_day_has_the_phase_that_began_last(day: str, phase: str) -> None:
    assert a_campaign().phase(date.fromisoformat(day)) == phase
    assert a_campaign().phase(np.datetime64(day)) == phase


@given(st.sets(st.sampled_from(PHASES), min_size=1), st.lists(st.integers(1, 30), min_size=6, max_size=6))
def test_phases_follow_each_other_without_gap_or_return(kept: set[str], lengths: list[int]) -> None:
    first, day, phases = date(2025, 1, 1), date(2025, 1, 1), {}
    for phase, length in zip(PHASES, lengths, strict=False):
        if phase in kept:
            phases[phase] = str(day)
            day += timedelta(days=length)
    campaign = a_campaign(phases=phases, end=day)
    seen = [campaign.phase(first + timedelta(days=n)) for n in range((day - first).days + 1)]
    assert list(dict.fromkeys(seen)) == [*(phase for phase in PHASES if phase in kept), ""]


def test_nothing_shows_before_the_warm_up_and_sales_count_from_the_launch() -> None:
    campaign = a_campaign()
    assert campaign.first_announcement == date(2025, 10, 15)
    assert campaign.window == (date(2025, 11, 10), date(2025, 11, 15))
    bare = a_campaign(phases={"launch": "2025-11-11"}, end="2025-11-12")
    assert bare.first_announcement == date(2025, 11, 11)
    assert bare.window == (date(2025, 11, 11), date(2025, 11, 12))


def test_promotions_may_be_plain_mappings_named_by_their_key(an_offer: Callable[..., Promotion]) -> None:
    offer = an_offer(name="cut", percent=0.15)
    terms = {key: value for key, value in asdict(offer).items() if key != "name"}
    assert (
        a_campaign(promotions={"cut": terms}).promotions == a_campaign(promotions={"cut": offer}).promotions
    )


def test_a_campaign_has_an_effect_as_soon_as_one_of_its_parts_has(an_offer: Callable[..., Promotion]) -> None:
    assert not a_campaign(promotions={"nothing": an_offer()}).has_effect
    assert a_campaign(promotions={"cut": an_offer(percent=0.1)}).has_effect
    for part, strength in (("media_lift", 2), ("pull", 0.1), ("reminder", 0.1), ("cue", 0.1)):
        assert a_campaign(**{part: {"launch": strength}}).has_effect


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"phases": {**DATES, "warm_up": "2025-11-10"}}, "fest.phases: .* strictly increasing"),
        ({"end": "2025-11-01"}, "fest.phases: .* strictly increasing"),
        ({"end": "2025-11-31"}, "fest.end: '2025-11-31' is not a date"),
        ({"phases": {"party": "2025-11-11"}}, "fest.phases: 'party' .* prepare, warm_up"),
        ({"phases": {}}, "fest.phases"),
        ({"shops": []}, "fest.shops"),
        ({"media_lift": {"launch": -1}}, "fest.media_lift.launch: -1"),
        ({"pull": {"party": 1}}, "fest.pull: 'party'"),
        ({"budget": -1}, "fest.budget: -1"),
        ({"promotions": {"cut": {"level": "item"}}}, "fest.promotions.cut: lacks phases"),
    ],
)
def test_an_impossible_campaign_is_refused_naming_the_key(given: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        a_campaign(**given)


def test_a_promotion_in_an_unknown_phase_is_refused(an_offer: Callable[..., Promotion]) -> None:
    with pytest.raises(ValueError, match=r"fest.promotions.cut.phases: 'party' .* sustain, after, always"):
        a_campaign(promotions={"cut": an_offer(phases=["party"])})
