import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.kernels.allocation import WORK
from sim.kernels.only import only
from sim.kernels.top_up import MOST_LINES, Able, Inclined, Stalls, insert, top_up
from sim.run.compose import compose
from sim.world.consumers import empty_state, empty_traits
from sim.world.lines import LINE
from sim.world.offers import OFFER, RULE
from sim.world.weights import Weights

WEIGHTS = Weights.build(compose("baseline", "consumer.checkout.fill=1.5").consumer)
SHOPS, CATEGORIES = 2, 3
SHOP, CROSS_SHOP, COUPON = 1, 2, 3
PRICES = ((30, 40, 50), (60, 45, 90))  # yuan, one product per shop and category


def rule(level: int = CROSS_SHOP, spend: float = 300, amount: float = 50, **terms: int) -> np.ndarray:
    """One rule; money in yuan."""
    made = np.zeros(1, RULE)
    made["level"], made["group"], made["coupon"] = level, level == SHOP, -1
    made["spend"], made["amount"] = round(100 * spend), round(100 * amount)
    for key, value in terms.items():
        made[key] = value
    return made


def stalls(storable: float = 0) -> tuple[Stalls, np.ndarray]:
    """Two shops with one product in each category, and their offers."""
    start = np.arange(SHOPS * CATEGORIES).reshape(SHOPS, CATEGORIES).astype(np.int32)
    shelf = Stalls(
        start=start,
        stop=start + 1,
        listed=np.ones((1, SHOPS), np.uint8),
        storable=np.full(CATEGORIES, storable, np.float32),
        shipping=np.zeros((1, SHOPS), np.int64),
        free_shipping=np.zeros(SHOPS, np.int64),
    )
    offers = np.zeros(SHOPS * CATEGORIES, OFFER)
    offers["key"], offers["open"], offers["mask"] = np.arange(len(offers)), 1, 1
    offers["shop"], offers["category"] = np.divmod(np.arange(len(offers)), CATEGORIES)
    offers["list_price"] = offers["deal_price"] = 100 * np.ravel(PRICES)
    return shelf, offers


def people(n: int, need: float = 1, deal: float = 1, purse: float = 1e6) -> tuple[Inclined, Able]:
    """`n` alike consumers who remember both shops."""
    traits, state = empty_traits(n, CATEGORIES), empty_state(n, CATEGORIES, SHOPS, 1)
    traits.deal[:], state.need[:], state.shop[:] = deal, need, np.arange(SHOPS)
    state.purse[:] = round(100 * purse)
    return only(Inclined, traits), only(Able, state)


def fill_up(
    lines: np.ndarray, people: tuple[Inclined, Able], terms: np.ndarray, storable: float = 0
) -> tuple[np.ndarray, np.ndarray]:
    """The lines after topping up, and the funnel's counts of what was added."""
    shelf, offers = stalls(storable)
    traits, state = people
    n, views, funnel = len(lines), np.zeros((len(offers), 1), np.int64), np.zeros((1, 1, 6), np.int64)
    lines = np.concatenate([lines, np.zeros(n, LINE)])
    added, after = np.zeros(n, LINE), np.zeros(n, np.int64)
    fresh = top_up(
        n,
        traits,
        state,
        offers,
        terms,
        shelf,
        WEIGHTS.record(),
        views,
        funnel,
        lines,
        added,
        after,
        np.empty(MOST_LINES, LINE),
        np.zeros(WORK, np.int64),
    )
    assert views.sum() == fresh
    return lines[: insert(n, fresh, added, after, lines)], funnel


def cart(price: float, shop: int = 0, consumer: int = 0) -> np.ndarray:
    """One unit of the first category."""
    line = np.zeros(1, LINE)
    line["list_price"] = line["price"] = round(100 * price)
    line["consumer"], line["shop"], line["offer"] = consumer, shop, CATEGORIES * shop
    line["units"] = line["kept"] = 1
    return line


def bought(lines: np.ndarray) -> list[tuple[int, int]]:
    return list(zip(lines["offer"].tolist(), lines["units"].tolist(), strict=True))


def test_a_basket_that_just_misses_a_threshold_takes_the_cheapest_thing_that_closes_the_gap() -> None:
    lines, funnel = fill_up(cart(262), people(1), rule())
    assert bought(lines) == [(0, 1), (1, 1)]
    assert funnel.ravel().tolist() == [0, 1, 1, 1, 0, 0]


def test_a_shop_rule_is_filled_up_in_its_shop() -> None:
    terms = rule(SHOP)
    assert bought(fill_up(cart(262, shop=1), people(1), terms)[0]) == [(3, 1), (4, 1)]
    assert bought(fill_up(cart(262, shop=1), people(1), rule(CROSS_SHOP))[0]) == [(3, 1), (1, 1)]


def test_nothing_is_added_that_is_not_needed_nor_keeps() -> None:
    terms, idle = rule(), people(1, need=float(WEIGHTS.checkout_low) - 0.1)
    assert bought(fill_up(cart(262), idle, terms)[0]) == [(0, 1)]
    assert bought(fill_up(cart(262), idle, terms, storable=1)[0]) == [(0, 2)]


def test_nobody_tops_up_beyond_the_purse() -> None:
    terms = rule()
    assert len(fill_up(cart(262), people(1, purse=251), terms)[0]) == 1
    assert len(fill_up(cart(262), people(1, purse=252), terms)[0]) == 2


def test_a_threshold_that_serves_others_is_not_filled_up() -> None:
    assert len(fill_up(cart(262), people(1), rule(coupon=3))[0]) == 1
    assert len(fill_up(cart(262), people(1), rule(COUPON, coupon=0))[0]) == 1


@given(st.floats(1, 600), st.floats(0, 1), st.booleans(), st.sampled_from([SHOP, CROSS_SHOP]))
def test_only_a_gap_that_is_worth_it_is_closed(price: float, deal: float, repeat: bool, level: int) -> None:
    lines, _ = fill_up(cart(price), people(1, deal=deal), rule(level, spend=200, amount=20, repeat=repeat))
    gap = 20_000 - lines["price"][0] % 20_000
    if len(lines) > 1:
        assert gap < float(WEIGHTS.checkout_fill) * deal * 2_000 + 1
        assert lines["price"][1] >= gap
        assert repeat or lines["price"][0] < 20_000


@given(st.lists(st.floats(1, 600), min_size=1, max_size=12))
def test_each_basket_is_topped_up_as_if_it_were_alone_and_stays_in_one_piece(prices: list[float]) -> None:
    terms = rule(repeat=1)
    crowd = people(len(prices))
    alone = [fill_up(cart(price, consumer=i), crowd, terms)[0] for i, price in enumerate(prices)]
    together, _ = fill_up(
        np.concatenate([cart(price, consumer=i) for i, price in enumerate(prices)]), crowd, terms
    )
    assert together.tolist() == np.concatenate(alone).tolist()
    assert (np.diff(together["consumer"]) >= 0).all()


@given(st.lists(st.booleans(), min_size=1, max_size=20))
def test_lines_are_inserted_as_numpy_inserts_them(chosen: list[bool]) -> None:
    after = np.flatnonzero(chosen)
    lines, added = np.zeros(2 * len(chosen), LINE), np.zeros(len(after), LINE)
    lines["offer"][: len(chosen)], added["offer"] = np.arange(len(chosen)), 100 + np.arange(len(after))
    n = insert(len(chosen), len(after), added, after, lines)
    expected = np.insert(np.arange(len(chosen)), after + 1, added["offer"])
    assert lines["offer"][:n].tolist() == expected.tolist()
