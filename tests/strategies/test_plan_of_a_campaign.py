"""Theme, partners, planner and goals: what a campaign is made of before its first day."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from omegaconf import OmegaConf

from sim.run.compose import conf_dir
from sim.strategies.activity import Activity
from sim.strategies.campaign import Campaign
from sim.strategies.goals import TOOLS, Goals
from sim.strategies.partner import Choice, Partner
from sim.strategies.planner import Planner
from sim.strategies.promotion import Promotion
from sim.strategies.theme import Theme

shares = st.floats(0, 1)
weights = st.floats(0, 5)


def terms(name: str) -> dict[str, Any]:
    """The terms of a file of conf/campaign."""
    read = OmegaConf.to_container(OmegaConf.load(conf_dir() / "campaign" / f"{name}.yaml"))
    assert isinstance(read, dict)
    return {str(key): value for key, value in read.items()}


def theme(**changed: Any) -> Theme:
    return Theme.build("theme", {**terms("theme/even"), **changed})


def partner(**changed: Any) -> Partner:
    return Partner.build("partner", {**terms("partner/complementary"), **changed})


def activity(name: str, **changed: Any) -> Activity:
    return Activity.build(name, {"name": name, "form": name, "phases": ["launch"], **changed})


def campaign(**given_: Any) -> Campaign:
    quiet: dict[str, Any] = {key: {} for key in ("promotions", "media_lift", "pull", "cue")}
    plain = {
        "name": "fest",
        "phases": {"launch": "2025-11-10"},
        "end": "2025-11-20",
        "shops": "all",
        "learning": None,
    }
    return Campaign(**{**quiet, **plain, "budget": 0, "platform_budget": 0, **given_})


@given(shares, shares, shares)
def test_a_theme_that_fits_better_never_moves_people_less(event: float, brand: float, more: float) -> None:
    worse, better = theme(event=event, brand=brand), theme(event=max(event, more), brand=brand)
    assert worse.resonance <= better.resonance + 1e-12
    assert theme(page=event).ease <= theme(page=max(event, more)).ease


def test_an_even_theme_changes_nothing_at_all() -> None:
    even = theme()
    assert (even.resonance, even.ease, even.cost) == (1, 1, 0)
    assert (even.attention(["young", "senior"], np.array([[3.0, 1.0], [0.0, 0.0]])) == 1).all()
    assert not campaign(theme=terms("theme/even")).has_effect


@given(st.lists(st.floats(0.1, 10), min_size=2, max_size=4))
def test_one_voice_in_all_media_helps_who_speaks_in_many_and_nobody_who_speaks_in_one(
    bought: list[float],
) -> None:
    many, one = np.array(bought), np.r_[sum(bought), np.zeros(len(bought) - 1)]
    gain = theme(consistency=1).attention(["young"], np.stack([many, one]))[0]
    assert gain[0] > gain[1] == pytest.approx(1)


def test_messages_made_for_some_do_less_for_the_others() -> None:
    felt = theme(personas=["senior"], others=0.3).attention(["young", "senior"], np.ones((1, 1)))
    assert felt[:, 0].tolist() == [0.3, 1]


@given(shares, shares, shares)
def test_of_two_partners_alike_in_all_else_the_better_one_is_taken(
    low: float, high: float, overlap: float
) -> None:
    worse, better = sorted((low, high))
    choice = Choice(take=1, fame=1, complement=1, reliability=1, fee=0.01)
    two = {
        "a": partner(reliability=worse, overlap=overlap),
        "b": partner(reliability=better, overlap=overlap),
    }
    assert choice.score(choice.of(two).popitem()[1]) == max(choice.score(each) for each in two.values())


def test_a_contract_ends_at_the_first_review_at_which_too_little_was_delivered() -> None:
    strict = partner(minimum=0.5, review=2)
    assert strict.kept_on([False]) and strict.kept_on([True, False]) and strict.kept_on([True, False, False])
    assert not strict.kept_on([True, False, False, False])
    assert not strict.kept_on([False, False, True, True]), "what was ended does not begin again"
    assert partner(minimum=0).kept_on([False] * 20)


@given(st.integers(0, 5), weights, weights, weights, weights)
def test_a_planner_takes_as_many_as_there_are_and_never_one_twice(
    take: int, people: float, novelty: float, channels: float, cost: float
) -> None:
    library = {
        "a": activity("a", share=0.3),
        "b": activity("b", fit={"young": 1}),
        "c": activity("c", cost=2),
    }
    taken = Planner(take, people, novelty, channels, cost, ()).of(library)
    assert len(taken) == min(take, 3) and taken.items() <= library.items()


def test_each_principle_alone_decides_what_is_taken() -> None:
    library = {
        "a": activity("a", cost=9), "apt": activity("apt", fit={"young": 1}, cost=5), "free": activity("a", cost=0),
        "new": activity("new", cost=9), "spread": activity("a", share=0.5, cost=9),
    }  # fmt: skip
    principles = {"people": "apt", "channels": "spread", "cost": "free", "novelty": "new"}
    for principle, name in principles.items():
        alone = {key: float(key == principle) for key in principles}
        planner = Planner(take=1, of_late=["a", "apt"], **alone)
        assert list(planner.of(library)) == [name]


@given(weights, weights, weights)
def test_goals_move_money_between_tools_and_make_none(sales: float, awareness: float, active: float) -> None:
    given_ = {"sales": sales + 0.1, "awareness": awareness, "activity": active}
    goals = Goals.build("goals", {**terms("goals/sales"), "weights": given_})
    assert sum(goals.effort(tool) for tool in TOOLS) == pytest.approx(len(TOOLS))


def test_a_campaign_for_awareness_gives_less_and_speaks_louder() -> None:
    cut = {"level": "item", "phases": ["launch"], "percent": 0.2}
    plans = [
        campaign(
            promotions={"cut": cut}, media_lift={"launch": 2}, goals={**terms("goals/sales"), "weights": each}
        )
        for each in ({"sales": 1, "awareness": 0, "activity": 0}, {"sales": 0, "awareness": 1, "activity": 0})
    ]
    for_sales, for_awareness = ((plan.promotions["cut"].percent, plan.media_lift["launch"]) for plan in plans)
    assert for_sales[0] > for_awareness[0] and for_sales[1] < for_awareness[1]


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"theme": {**terms("theme/even"), "event": 2}}, r"fest.theme.event: 2 is not right; write a number from 0 to 1"),
        ({"theme": {**terms("theme/even"), "weights": [0, 0, 0]}}, r"fest.theme.weights.*three weights"),
        ({"theme": {**terms("theme/even"), "personas": "young"}}, r"fest.theme.personas.*list of names"),
        ({"partners": {"x": {**terms("partner/swap"), "review": 0}}}, r"fest.partners.x.review: 0"),
        ({"partner_choice": {"take": 1}}, r"fest.partner_choice: lacks fame"),
        ({"planner": {**terms("planner/principles"), "of_late": "game"}}, r"fest.planner.of_late.*list of forms"),
        ({"goals": {"weights": {"sales": 0}, "yields": {key: {"sales": 1} for key in TOOLS}}}, r"fest.goals.weights.*above 0"),
        ({"goals": {"weights": {"sales": 1}, "yields": {"offers": {"sales": 1}}}}, r"fest.goals.yields: lacks media"),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_is_refused_by_name(given_: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        campaign(**given_)


def test_an_offer_played_harder_never_gives_more_than_its_threshold() -> None:
    goals = Goals.build("goals", terms("goals/sales"))
    offer = Promotion.build(
        "x", {"name": "x", "level": "shop", "phases": ["launch"], "spend": 20, "amount": 19}
    )
    assert goals.of(offer).amount == 20
