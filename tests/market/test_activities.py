from typing import Any

import numpy as np
import pandas as pd
import pytest
from small_market import Tables, different, market, plain, run

from sim.market import playing as playing_phase
from sim.market.closing import check
from sim.market.playing import win
from sim.run.compose import conf_dir

FILES = sorted(path.stem for path in (conf_dir() / "activity").glob("*.yaml"))
DAYS = ("campaign=plain", "calendar.start=2025-09-24", "calendar.days=14")
SALE = (*DAYS, "population.size=800")
COUNTS = ["invited", "played", "shared", "prizes", "cost"]


def playing(*names: str, **terms: object) -> tuple[str, ...]:
    """Overrides that put files of conf/activity into the plain campaign; `terms` change the last of them."""
    files = [f"+activity@campaign.plain.activities.{name}={name}" for name in names]
    return (
        *files,
        *(f"++campaign.plain.activities.{names[-1]}.{key}={value}" for key, value in terms.items()),
    )


def counts(tables: Tables) -> pd.Series:
    return tables["activities"][COUNTS].sum()


def played(*overrides: str) -> pd.Series:
    return counts(run(*SALE, *overrides))


@pytest.mark.parametrize("name", FILES)
def test_every_activity_in_conf_is_played_and_loses_no_cent(name: str) -> None:
    with market(*SALE, *playing(name)) as built:
        while built.steps < built.calendar.days:
            built.step()
            check(built)
        tables = built.tables()
    table, ledger = tables["activities"], tables["ledger"]
    total = counts(tables)
    assert (table[COUNTS] >= 0).all(axis=None) and (table["played"] <= table["invited"]).all()
    assert total["played"] > 0 and total["shared"] <= total["played"]
    assert ledger.loc[ledger["purpose"].isin(["activity", "prize"]), "cents"].sum() == total["cost"]


def test_an_activity_without_effect_changes_not_a_bit() -> None:
    dull = "+campaign.plain.activities.dull={form: poll, phases: [always], fun: 1, chance: 1, value: 9}"
    assert different(run(*SALE), run(*SALE, dull)) == []


def test_an_activity_changes_nothing_before_it_opens() -> None:
    with_game, without = run(*SALE, *playing("game")), run(*SALE)
    before = [tables["sales"].query("date < '2025-09-25'") for tables in (with_game, without)]
    assert plain(before[0]).equals(plain(before[1])) and len(before[0])
    assert not plain(with_game["sales"]).equals(plain(without["sales"]))


def test_order_of_listing_and_number_of_threads_change_nothing() -> None:
    everything = [playing(*order) for order in (FILES, FILES[::-1])]
    one, other, two = (
        run(*SALE, *everything[0]),
        run(*SALE, *everything[1]),
        run(*SALE, *everything[0], "threads=2"),
    )
    assert different(one, other) == [] and different(one, two) == []


def test_prizes_are_given_to_the_last_one_and_never_more() -> None:
    total = played(*playing("lottery", chance=0.5, prizes=7))
    assert total["prizes"] == 7 and total["cost"] == 7 * 40_000


def test_a_larger_number_of_prizes_gives_no_fewer_and_a_day_has_its_own_limit() -> None:
    given = [played(*playing("quiz", daily=daily))["prizes"] for daily in (1, 3)]
    table = run(*SALE, *playing("quiz", daily=3))["activities"]
    assert given[0] < given[1]
    assert table.groupby("date")["prizes"].sum().max() == 3


def test_the_same_people_win_a_contest_again_and_others_a_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    def different_winners(skill: float) -> int:
        winners: list[int] = []

        def remembered(*arguments: Any) -> Any:
            won = win(*arguments)
            winners.extend(won.tolist())
            return won

        monkeypatch.setattr(playing_phase, "win", remembered)
        run(
            *SALE,
            *playing("quiz", skill=skill, reach=1),
            "consumer.engage.base=20",
            "consumer.engage.skill=0.01",
        )
        assert len(winners) > 20
        return len(set(winners)) / len(winners)

    assert different_winners(1) < 0.9 < different_winners(0)


def test_who_wins_a_coupon_holds_it_and_can_use_it() -> None:
    found = playing("red_packets", chance=1, reach=1)
    with market(*DAYS, "population.size=3000", *found, "results.orders=true") as built:
        built.run()
        claimed = int((built.state.claimed > 0).sum())
        prizes = built.tables()["activities"]["prizes"].sum()
        used = int((built.state.used > 0).sum())
    assert claimed == prizes, "nobody wins the coupon twice"
    assert 0 < used <= claimed


def test_only_those_play_for_whom_it_is() -> None:
    table = run(*SALE, *playing("game", personas="[young]"))["activities"]
    by_persona = table.groupby("persona")[COUNTS].sum()
    assert by_persona.drop("young").to_numpy().sum() == 0 < by_persona.loc["young", "played"]


def test_a_sample_of_people_is_exactly_that_large_and_nobody_tries_twice() -> None:
    total = played(*playing("trial", people=50, reach=1, fun=1), "consumer.engage.base=20")
    assert total["played"] == 50 and total["cost"] == 50 * 1500


def test_fun_draws_people_and_rules_keep_them_off() -> None:
    dull, merry, hard = (
        played(*playing("game", **terms))["played"] for terms in ({"fun": 0}, {}, {"rules": 12})
    )
    assert dull < merry > hard


def test_people_tire_of_a_form_whatever_the_activity_is_called() -> None:
    """A second game of the same form is played less than one of another form beside it."""
    base = playing("game", reach=1)
    second = "+activity@campaign.plain.activities.more=game"
    same, other = (
        run(
            *SALE,
            *base,
            second,
            "++campaign.plain.activities.more.reach=1",
            f"++campaign.plain.activities.more.form={form}",
        )
        for form in ("game", "puzzle")
    )
    by_name = [tables["activities"].groupby("activity")["played"].sum() for tables in (same, other)]
    assert by_name[0]["more"] < by_name[1]["more"] and by_name[0]["game"] < by_name[1]["game"]


def test_points_of_a_full_streak_come_on_top() -> None:
    sure = ("consumer.engage.base=30", "consumer.engage.wear=0")
    with market(*SALE, *playing("check_in", reach=1), *sure) as built:
        for _ in range(8):
            built.step()
        assert (built.state.points == 8 * 10 + 100).all()
        assert built.promotions.points["issued"] == built.state.points.sum()


def test_a_friend_who_is_asked_sees_what_nobody_else_does() -> None:
    quiet = playing("vote", reach=0.02, share=1)
    asked, alone = (played(*quiet, f"consumer.wom.enabled={wom}") for wom in (1, 0))
    assert asked["shared"] > 0 == alone["shared"]
    assert asked["invited"] > alone["invited"]


def test_a_good_sample_wins_trust_and_a_bad_one_loses_it() -> None:
    trust = []
    for shop in ("flagship", "discounter"):
        sampled = playing("trial", people=0, reach=1, awareness=0, shops=f"[{shop}]")
        changes = []
        for overrides in ((), sampled):
            with market(*SALE, *overrides, "consumer.engage.base=20", "consumer.delivery.enabled=0") as built:
                for _ in range(2):
                    built.step()
                s = built.shop_names.index(shop)
                before = built.state.shop == s
                changes.append(built.state.trust[before].mean())
        trust.append(changes[1] - changes[0])
    assert trust[0] > 0 > trust[1]


def test_the_platform_pays_its_share_and_hosts_the_rest() -> None:
    ledger = run(*SALE, *playing("trial", platform_share=0.25, reach=1))["ledger"]
    cost = ledger[ledger["purpose"] == "activity"].groupby("payer", observed=True)["cents"].sum()
    assert abs(cost["platform"] - 0.25 * cost.sum()) < 10
    hosts = (
        ledger[(ledger["purpose"] == "activity") & (ledger["payer"] == "shop")]
        .groupby("shop", observed=True)["cents"]
        .sum()
    )
    assert (
        ledger.loc[(ledger["purpose"] == "activity") & (ledger["payer"] == "platform"), "shop"] == ""
    ).all()
    assert hosts.max() - hosts.min() <= 10


def test_a_form_that_no_shop_used_draws_more_than_one_that_all_used() -> None:
    """Novelty counts the shops that used a form within 90 days before an activity opens."""
    first = "+campaign.plain.activities.first={form: game, phases: [warm_up], shops: all, awareness: 0.01, reach: 0.01}"
    later = playing("game", phases="[launch]")
    for novelty, direction in ((0, 0), (2, 1)):
        fresh, stale = (
            run(*SALE, *later, *before, f"consumer.engage.novelty={novelty}", "consumer.engage.wear=0")["activities"]
            .query("activity == 'game'")["played"].sum()
            for before in ((), (first,))
        )  # fmt: skip
        assert np.sign(fresh - stale) == direction
