from typing import Any

import numpy as np
import pandas as pd
import pytest
from omegaconf import DictConfig, OmegaConf
from small_market import Edit, Tables, different, market, plain, run

from sim.market import playing
from sim.market.closing import check
from sim.run.compose import conf_dir

FILES = sorted(path.stem for path in (conf_dir() / "activity").glob("*.yaml"))
COUNTS = ["invited", "played", "shared", "prizes", "cost"]
SALE = (
    *("campaign=plain", "calendar.start=2025-09-24", "calendar.days=14"),
    *("campaign.plain.phases.after=2025-10-06", "campaign.plain.end=2025-10-08"),
    *(f"+activity@campaign.plain.activities.{name}={name}" for name in FILES),
)
Terms = dict[str, Any]


def only(
    *names: str, more: Terms | None = None, consumer: Terms | None = None, size: int = 500, **terms: Any
) -> Edit:
    """The sale with these files of conf/activity and no others; `terms` change the last of them, `more` is added."""

    def edit(cfg: DictConfig) -> None:
        activities = cfg.campaign.plain.activities
        kept = {name: activities[name] for name in names}
        if names:
            kept[names[-1]].update(terms)
        cfg.campaign.plain.activities = {**kept, **(more or {})}
        cfg.population.size = size
        for key, value in (consumer or {}).items():
            OmegaConf.update(cfg.consumer, key, value)

    return edit


def table(edit: Edit) -> pd.DataFrame:
    return run(*SALE, edit=edit)["activities"]


def played(edit: Edit) -> pd.Series:
    return table(edit)[COUNTS].sum()


@pytest.fixture(scope="module")
def without() -> Tables:
    return run(*SALE, edit=only())


@pytest.mark.parametrize("name", FILES)
def test_every_activity_in_conf_is_played_and_loses_no_cent(name: str) -> None:
    with market(*SALE, edit=only(name, size=1000)) as built:
        while built.steps < built.calendar.days:
            built.step()
            check(built)
        tables = built.tables()
    met, ledger = tables["activities"], tables["ledger"]
    total = met[COUNTS].sum()
    assert (met[COUNTS] >= 0).all(axis=None) and (met["played"] <= met["invited"]).all()
    assert total["played"] > 0 and total["shared"] <= total["played"]
    assert ledger.loc[ledger["purpose"].isin(["activity", "prize"]), "cents"].sum() == total["cost"]


def test_an_activity_without_effect_changes_not_a_bit(without: Tables) -> None:
    dull = {"form": "poll", "phases": ["always"], "fun": 1, "chance": 1, "value": 9}
    assert different(without, run(*SALE, edit=only(more={"dull": dull}))) == []


def test_an_activity_changes_nothing_before_it_opens(without: Tables) -> None:
    later = run(*SALE, edit=only("game", phases=["launch"], points=0, bonus=0, streak=0))
    orders = [tables["orders"] for tables in (later, without)]
    before = [plain(each[each["date"] < "2025-09-29"]) for each in orders]
    assert before[0].equals(before[1]) and len(before[0])
    assert not plain(orders[0]).equals(plain(orders[1]))


def test_order_of_listing_and_number_of_threads_change_nothing() -> None:
    one, other = (run(*SALE, edit=only(*names)) for names in (FILES, FILES[::-1]))
    two = run(*SALE, "threads=2", edit=only(*FILES))
    assert different(one, other) == [] and different(one, two) == []


def test_prizes_are_given_to_the_last_one_and_never_more() -> None:
    total = played(only("lottery", chance=0.5, prizes=7))
    assert total["prizes"] == 7 and total["cost"] == 7 * 40_000


def test_a_day_has_its_own_limit_of_prizes_and_a_larger_one_gives_more() -> None:
    one, three = (table(only("quiz", daily=daily)).groupby("date")["prizes"].sum() for daily in (1, 3))
    assert one.max() == 1 and three.max() == 3 and one.sum() < three.sum()


def test_the_same_people_win_a_contest_again_and_others_a_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    win = playing.win

    def different_winners(skill: float) -> float:
        winners: list[int] = []

        def remembered(*arguments: Any) -> Any:
            won = win(*arguments)
            winners.extend(won.tolist())
            return won

        monkeypatch.setattr(playing, "win", remembered)
        run(
            *SALE, edit=only("quiz", skill=skill, reach=1, consumer={"engage.base": 20, "engage.skill": 0.01})
        )
        assert len(winners) == 40
        return len(set(winners)) / len(winners)

    assert different_winners(1) < 0.85 < different_winners(0)


def test_who_wins_a_coupon_holds_it_and_can_use_it() -> None:
    with market(*SALE, edit=only("red_packets", chance=1, reach=1, size=1500)) as built:
        built.run()
        claimed, used = ((each > 0).sum() for each in (built.state.claimed, built.state.used))
        assert claimed == built.playing.games[0].given, "nobody wins the coupon twice"
    assert 0 < used <= claimed


def test_only_those_play_for_whom_it_is() -> None:
    by_persona = table(only("game", personas=["young"])).groupby("persona")[COUNTS].sum()
    assert by_persona.drop("young").to_numpy().sum() == 0 < by_persona.loc["young", "played"]


def test_a_sample_of_people_is_exactly_that_large_and_nobody_tries_twice() -> None:
    total = played(only("trial", people=50, reach=1, consumer={"engage.base": 20}))
    assert total["played"] == 50 and total["cost"] == 50 * 1500


def test_fun_draws_people_and_rules_keep_them_off() -> None:
    dull, merry, hard = (played(only("game", **terms))["played"] for terms in ({"fun": 0}, {}, {"rules": 12}))
    assert dull < merry > hard


def test_people_tire_of_a_form_whatever_the_activity_is_called() -> None:
    second = {"phases": ["warm_up", "launch"], "fun": 1, "awareness": 0.1}
    same, other = (
        table(only("game", reach=1, more={"more": {**second, "form": form}}))
        .groupby("activity")["played"]
        .sum()
        for form in ("game", "puzzle")
    )
    assert (same < other).all()


def test_points_of_a_full_streak_come_on_top() -> None:
    sure = only("check_in", reach=1, consumer={"engage.base": 30, "engage.wear": 0})
    with market(*SALE, edit=sure) as built:
        for _ in range(8):
            built.step()
        assert (built.state.points == 8 * 10 + 100).all()
        assert built.promotions.points["issued"] == built.state.points.sum()


def test_a_friend_who_is_asked_sees_what_few_others_do() -> None:
    asked, alone = (played(only("vote", reach=0.05, share=share)) for share in (1, 0))
    assert asked["shared"] == asked["played"] > 0 == alone["shared"]
    assert asked["invited"] > alone["invited"]


def test_a_good_sample_wins_trust_and_a_bad_one_loses_it() -> None:
    def trust(shop: str, sample: bool) -> float:
        terms = {"people": 0, "reach": 1, "awareness": 0.01, "shops": [shop], "sample": sample}
        with market(*SALE, edit=only("trial", consumer={"engage.base": 20}, **terms)) as built:
            for _ in range(2):
                built.step()
            return float(built.state.trust[built.state.shop == built.shop_names.index(shop)].mean())

    assert trust("flagship", True) > trust("flagship", False)
    assert trust("discounter", True) < trust("discounter", False)


def test_the_platform_pays_its_share_and_hosts_the_rest_alike() -> None:
    ledger = run(*SALE, edit=only("trial", platform_share=0.25, reach=1))["ledger"]
    paid = plain(ledger[ledger["purpose"] == "activity"]).groupby(["payer", "shop"])["cents"].sum()
    assert abs(paid["platform", ""] - 0.25 * paid.sum()) < 10
    assert len(paid["shop"]) == 6 and np.ptp(paid["shop"]) <= 10


def test_a_form_that_no_shop_used_draws_more_than_one_that_all_used() -> None:
    """Novelty counts the shops that used a form within a season before an activity opens."""
    earlier = {"form": "game", "phases": ["warm_up"], "shops": "all", "awareness": 0.01, "reach": 0.001}
    for novelty, direction in ((0, 0), (2, 1)):
        fresh, stale = (
            table(only("game", phases=["launch"], more=more, consumer={"engage.novelty": novelty, "engage.wear": 0}))
            .query("activity == 'game'")["played"].sum()
            for more in ({}, {"earlier": earlier})
        )  # fmt: skip
        assert np.sign(fresh - stale) == direction
