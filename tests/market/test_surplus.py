import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from small_market import FESTIVAL, Tables, config, different, market, run

from sim.kernels.surplus import expected_gain
from sim.market import considering, delivering, inviting, presale, surplus
from sim.market.model import Market
from sim.market.settling import settle_aside
from sim.results import Results, welfare

ON = "results.surplus=true"
PLAIN = (
    "campaign=plain", "calendar.start=2025-09-24", "calendar.days=12", "population.size=800",
    "campaign.plain.phases.after=2025-10-03", "campaign.plain.end=2025-10-05",
)  # fmt: skip
ASIDE = (
    "+promotion@campaign.plain.promotions.presale=presale", "consumer.presale.look=1",
    "+promotion@campaign.plain.promotions.group_buy=group_buy", "consumer.group.look=0.5",
)  # fmt: skip
INDIFFERENT = ("consumer.checkout.shipping=0", "consumer.budget.share=0")
NO_SHIPPING = [f"shops.{shop}.shipping=0" for shop in config().shops]


@pytest.mark.parametrize(
    ("decided", "worth"), [(0.0, 0.0), (-3.0, 1.0), (2.5, -1.0), (6.0, 6.0), (-7.5, 0.5)]
)
def test_the_gain_is_the_mean_of_worth_and_shock_among_those_who_buy(decided: float, worth: float) -> None:
    def density(x: float) -> float:
        return np.exp(-x) / (1 + np.exp(-x)) ** 2

    buys = quad(density, -decided, 60)[0]
    mean = quad(lambda x: (worth + x) * density(x), -decided, 60)[0] / buys
    assert expected_gain(np.float32(decided), np.float32(worth)) == pytest.approx(mean, rel=2e-3, abs=2e-3)


def test_the_gain_has_no_steps_where_the_formula_changes() -> None:
    for edge in (-8.0, 20.0):
        below, above = (expected_gain(np.float32(edge + step), np.float32(0)) for step in (-1e-3, 1e-3))
        assert below == pytest.approx(above, abs=5e-3)


def test_recording_the_surplus_changes_nothing_else_on_one_thread_or_two() -> None:
    off, one, two = run(*FESTIVAL), run(*FESTIVAL, ON), run(*FESTIVAL, ON, "threads=2")
    assert different(one, two) == []
    assert different(off, {name: one[name] for name in off}) == []
    assert one["surplus"]["surplus"].abs().sum() > 0


def test_a_tenth_off_the_prices_raises_the_surplus_and_welfare_shows_who_pays() -> None:
    cheaper = [f"shops.{shop}.price=0.8" for shop in ("flagship", "discounter", "everyday", "niche")]
    treated, baseline = Results(run(ON, *cheaper)), Results(run(ON))
    table = welfare(treated, baseline)
    assert table.loc["consumers", "gain"] > 0
    shops = table[table["measure"] == "profit"].drop(["all shops", "platform", "brand"])
    assert table.loc["all shops", "gain"] == shops["gain"].sum()
    assert table.loc["all shops", "gmv"] == shops["gmv"].sum()
    parts = table.loc[["all shops", "platform", "brand", "consumers"], "gain"]
    assert table.loc["total", "gain"] == pytest.approx(parts.sum())


def test_without_recorded_surplus_its_place_stays_empty() -> None:
    table = welfare(Results(run(*FESTIVAL)), Results(run()))
    assert np.isnan(table.loc[["consumers", "total"], "gain"]).all()
    assert table.loc["platform", "gain"] != 0


@pytest.fixture(scope="module")
def week() -> Tables:
    return run("calendar.days=7", ON, *INDIFFERENT)


def test_a_mere_transfer_leaves_the_total_as_it_is(week: Tables) -> None:
    """Who pays for the way of the goods changes nothing but purses, when nobody minds."""
    gain = welfare(Results(run("calendar.days=7", ON, *INDIFFERENT, *NO_SHIPPING)), Results(week))["gain"]
    assert gain["consumers"] == -gain["all shops"] > 100_00
    assert gain["total"] == 0


def test_a_prize_is_worth_to_consumers_what_it_costs(week: Tables) -> None:
    ledger = week["ledger"]
    terms = {"payer": "platform", "payee": "supplier", "purpose": "prize", "shop": "", "cents": 500}
    given = week | {"ledger": pd.concat([ledger, ledger.iloc[:1].assign(**terms)], ignore_index=True)}
    gain = welfare(Results(given), Results(week))["gain"]
    assert gain[["platform", "consumers", "total"]].tolist() == [-500, 500, 0]


def all_back(built: Market) -> None:
    for day in [day for day, _ in built.parcels.later(built.day - 1)]:
        built.returning.file(day, built.parcels.take(day))


def test_goods_that_all_come_back_were_worth_nothing_and_what_was_paid_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Purchases on visits, in groups and by deposit; deposits that are open are worth what was paid and the gain."""
    aside: dict[str, list[np.ndarray]] = {"group": [], "presale": []}
    for name, module in (("group", inviting), ("presale", presale)):
        noted = aside[name]
        monkeypatch.setattr(
            module,
            "settle_aside",
            lambda m, lines, noted=noted: (noted.append(lines), settle_aside(m, lines)),
        )
    monkeypatch.setattr(delivering, "cancel", all_back)
    gains = []
    with market(*PLAIN, *ASIDE, ON) as built:
        while built.steps < built.calendar.days:
            built.step()
            held = built.presales.open
            gains += held["gain"].tolist()
            worth = sum(
                parcels["worth"].sum()
                for underway in (built.parcels, built.returning)
                for _, parcels in underway.later(built.day)
            )
            worth += held["gain"].sum(dtype=np.int64) + held["deposit"].sum()
            gained = sum(int(day.sum()) for day in built.records.surplus.days)
            assert gained == worth - built.state.spent.sum()
        assert built.presales.paid > 0 and built.presales.forfeited > 0 and built.groups.complete > 0
    assert np.mean(gains) > 0
    for lines in map(np.concatenate, aside.values()):
        assert (lines["worth"].astype(float) - lines["paid"]).mean() > 0


def test_the_gain_of_offers_outside_visits_follows_the_same_formula() -> None:
    with market(ON) as built:
        built.step()
        who = np.array([3, 3, 7])
        product = np.array([0, 5, 9])
        channel, cents = (
            considering.usual_channel(built, who, product),
            built.offers["deal_price"][product] + 100,
        )
        pairs = considering.valued(built, who, product, channel, cents, np.zeros(3, np.float32))
        decided = considering.weighed(pairs["value"], who)
        assert (
            decided[0] == decided[1] == pytest.approx(np.log(np.exp(pairs["value"][:2].astype(float)).sum()))
        )
        assert decided[2] == pytest.approx(pairs["value"][2])
        built.traits.price[7] = 0
        found = surplus.expected_gain(built, pairs, decided)
        i, j = 3, 5
        worth = decided[1] - built.w.choice_kappa * built.state.need[i, built.catalog.category[j]]
        usual = built.ground.usual[j] / built.traits.price[i]
        told = expected_gain(np.float32(decided[1]), np.float32(worth)) * usual
        assert found[1] == pytest.approx(told, rel=1e-3) and found[2] == 0


def test_a_thing_added_only_to_reach_a_threshold_is_worth_its_price() -> None:
    with market(ON) as built:
        part = built.crew.ranges[0]
        part.lines["consumer"][:2], part.lines["category"][:2], part.lines["kept"][:2] = 0, 0, 1
        part.lines["units"][:2], part.lines["price"][:2], part.n_lines = (2, 1), (1000, 400), 2
        part.scratch.worth[0, 0] = 1300
        surplus.put_worth(built)
        assert part.lines["worth"][:2].tolist() == [2600, 400]
