from typing import Any

import pytest

from sim.strategies.activity import Activity
from sim.strategies.campaign import Campaign


def an_activity(**terms: Any) -> Activity:
    return Activity.build("fest.activities.it", {"name": "it", "form": "game", "phases": ["launch"], **terms})


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({"chance": 1.2}, "it.chance"),
        ({"fun": 2}, "it.fun"),
        ({"prizes": 3}, "it.chance"),
        ({"streak": 7}, "it.bonus"),
        ({"weekdays": [8]}, "it.weekdays"),
        ({"products": ["a/b/1"]}, "it.sample"),
        ({"personas": "young"}, "it.personas"),
        ({"fit": {"young": 3}}, "it.fit.young"),
        ({"form": ""}, "it.form"),
        ({"fan": 1}, "fest.activities.it: does not know fan"),
    ],
)
def test_wrong_terms_are_refused_by_name(terms: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        an_activity(**terms)


def test_what_gives_nothing_has_no_effect() -> None:
    assert not an_activity().has_effect
    assert not an_activity(chance=1, value=9).has_effect, "nothing is handed out"
    assert not an_activity(points=1, reach=0).has_effect
    for terms in (
        {"points": 1},
        {"chance": 1, "prize": 1},
        {"sample": True},
        {"awareness": 0.1},
        {"cost": 1},
    ):
        assert an_activity(**terms).has_effect


def a_campaign(activity: dict[str, Any]) -> Campaign:
    return Campaign(
        name="fest", phases={"launch": "2025-11-10"}, end="2025-11-29", shops="all", promotions={}, media_lift={}, pull={},
        cue={}, budget=0, platform_budget=0, learning=None, activities={"it": {"form": "game", "phases": ["launch"], **activity}},
    )  # fmt: skip


def test_the_terms_of_a_coupon_become_an_offer_of_the_campaign() -> None:
    coupon = {"phases": ["launch"], "spend": 20, "amount": 5}
    offers = a_campaign({"chance": 0.5, "coupon": coupon}).promotions
    assert offers["it_coupon"].level == "coupon" and offers["it_coupon"].claim_rate == 0


def test_a_coupon_that_does_not_exist_and_a_phase_that_does_not_are_refused() -> None:
    with pytest.raises(ValueError, match=r"activities\.it\.coupon"):
        a_campaign({"chance": 0.5, "coupon": "nowhere"})
    with pytest.raises(ValueError, match=r"activities\.it\.phases"):
        a_campaign({"phases": ["lunch"]})
