import numpy as np
import pytest
from small_market import Tables, config, different, market, run

from sim.kernels.ties import tie
from sim.market import closing
from sim.market.installing import chance
from sim.market.intel import blur, misreading
from sim.run.check import check
from sim.run.errors import ConfigError
from sim.world.consumers import no_ties
from sim.world.lines import LINE

EVERYTHING_ON = (
    "shops.everyday.warmth=0.9",
    "shops.flagship.brand=1.5",
    "shops.convenience.solves=[slow_delivery,fake_goods]",
    "shops.discounter.intel.noise=0.2",
    "shops.flagship.min_margin=0.2",
    "consumer.inertia.tenure=1",
    "consumer.fairness.weight=2",
    "consumer.wom.base=0.5",
    "consumer.satisfaction.service_adapt=0.2",
    "population.personas.young.vfm=1",
    "channels.app.install.share=0.3",
    "channels.app.install.daily=0.05",
    "channels.app.install.incentive=5",
    "channels.app.install.push=0.5",
    "channels.store.place.distance=4",
    "channels.store.place.touch=0.5",
)


@pytest.fixture(scope="module")
def everything() -> Tables:
    with market(*EVERYTHING_ON) as built:
        built.run()
        closing.check(built)
        return built.tables()


def test_weights_without_differences_between_shops_change_nothing() -> None:
    people = ("young", "homemaker", "white_collar", "senior")
    weights = [f"population.personas.{who}.{what}=0.9" for who in people for what in ("emotion", "brand")]
    terms = ("consumer.weights.pain=2", "consumer.satisfaction.warmth=3", "consumer.inertia.half=9")
    days = "calendar.days=8"
    assert different(run(days), run(days, *weights, *terms)) == []


def test_with_everything_on_the_number_of_threads_does_not_matter(everything: Tables) -> None:
    assert different(everything, run(*EVERYTHING_ON, "threads=2")) == []


def test_every_installation_is_paid_once(everything: Tables) -> None:
    ledger = everything["ledger"]
    paid = ledger.loc[ledger["purpose"] == "install", "cents"].sum()
    assert 0 < paid <= 500 * 500
    assert paid % 500 == 0


def test_nobody_enters_a_channel_that_is_not_installed() -> None:
    funnel = run("calendar.days=6", "channels.app.install.share=0")["funnel"]
    visits = funnel.groupby("channel", observed=True)["visits"].sum()
    assert visits.get("app", 0) == 0
    assert visits["marketplace"] > 0


def test_an_incentive_moves_the_deal_prone() -> None:
    with market(
        "channels.app.install={share: 0, daily: 0.02, incentive: 10, response: 0.5, push: 0}"
    ) as built:
        app = next(channel for channel in built.channels if channel.name == "app")
        assert chance(app, np.array([0.0, 0.5, 1.0])) == pytest.approx([0.02, 0.07, 0.12])


def test_the_guard_keeps_prices_above_the_lowest_margin_but_for_what_is_cleared() -> None:
    cut = "+shops.flagship.promotions.cut={level: item, percent: 0.7, phases: [always]}"
    basket = "+shops.flagship.promotions.basket={level: shop, percent: 0.6, phases: [always]}"
    with market(
        "calendar.days=3",
        "shops.flagship.min_margin=0.1",
        "shops.flagship.clearance=[beauty_care]",
        cut,
        basket,
    ) as built:
        built.run()
        catalog, names = built.catalog, [category.name for category in built.categories]
        own = catalog.shop == built.shop_names.index("flagship")
        cleared = own & (catalog.category == names.index("beauty_care"))
        below = built.offers["deal_price"] < catalog.cost / 0.9
        assert not below[own & ~cleared].any()
        assert below[cleared].all()
        assert not built.offers["mask"][own & ~cleared].any()
        assert built.offers["mask"][cleared].all()


def test_research_sharpens_the_eye() -> None:
    def seen(*overrides: str) -> tuple[float, float]:
        with market("shops.discounter.intel.noise=0.3", *overrides) as built:
            shop = built.shop_names.index("discounter")
            factors = misreading(built, shop)
            assert factors is not None
            assert misreading(built, built.shop_names.index("niche")) is None
            return blur(built.specs[shop]), float(np.log(factors[:-1]).std())

    dull, sharp = seen(), seen("shops.discounter.intel.research=150")
    assert sharp[0] == pytest.approx(dull[0] / 2)
    assert sharp[1] == pytest.approx(dull[1] / 2)
    assert dull[1] == pytest.approx(0.3, rel=0.3)


def test_orders_add_up_at_one_shop_and_begin_anew_when_the_slot_is_given_to_another() -> None:
    with market("calendar.days=1", "consumer.inertia.tenure=1") as built:
        built.step()
        offers, lines = built.offers, np.zeros(1, LINE)
        lines["kept"], lines["units"] = 1, 1
        mine, other = np.full((1, 1), offers["shop"][0]), np.full((1, 1), offers["shop"][-1])
        ties = no_ties(1, 1)

        def buy(day: int, offer: int, remembered: np.ndarray) -> float:
            lines["offer"], lines["shop"], lines["paid"] = (
                offer,
                offers["shop"][offer],
                offers["deal_price"][offer],
            )
            tie(1, day, np.float32(10), remembered, offers, ties, lines)
            return float(ties["orders"][0, 0])

        assert buy(0, 0, mine) == 1
        assert buy(0, 0, mine) == 1
        assert buy(10, 0, mine) == pytest.approx(1.5)
        assert buy(12, -1, mine) == pytest.approx(1.5)
        assert buy(12, -1, other) == 1
        assert ties["paid"][0, 0] == pytest.approx(offers["ratio"][-1])


def test_without_inertia_and_fairness_no_ties_are_kept() -> None:
    with market() as built:
        assert built.state.ties.size == 0


WRONG = {
    "shops.everyday.solves=[slow_deliveri]": "did you mean 'slow_delivery'",
    "shops.everyday.clearance=[food]": "shops.everyday.clearance: 'food' does not exist",
    "shops.everyday.warmth=2": "shops.everyday.warmth: 2 is not right",
    "shops.everyday.intel.unit=0": "shops.everyday.intel.unit: 0 is not right",
    "channels.store.place.radius=0": "channels.store.place.radius: 0 is not right",
    "consumer.fairness.weight=-1": "consumer.fairness.weight: -1 is not right",
    "channels.marketplace.install.share=0.9": "channels: every one must be installed first",
    "channels.app.install.share=0.9": "",
    "channels.own_site.install.share=0.9": "",
    "channels.live.install.share=0.9": "",
    "channels.store.install.share=0.9": "",
}


def test_what_is_wrong_is_told_before_anything_runs() -> None:
    with pytest.raises(ConfigError) as error:
        check(config(*WRONG))
    for told in WRONG.values():
        assert told in str(error.value)
