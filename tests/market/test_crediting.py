import numpy as np
import pandas as pd
import pytest
from small_market import different, market, run

SHOP = "niche"
ASKS = "media_plan@shops.niche.media=best_return"


@pytest.fixture(scope="module")
def asked() -> tuple[dict[str, np.ndarray], dict[str, pd.DataFrame]]:
    """The books of a shop that asks, in a market in which a medium does nothing; and the market's tables."""
    with market(ASKS, "media.social.effect=0") as built:
        built.run()
        index = built.shop_names.index(SHOP)
        days = np.array(built.credits[index].days)
        assert list(built.credits) == [index]
        names = [medium.name for medium in built.media]
        return {name: days[:, :, x] for x, name in enumerate(names)}, built.tables()


def test_every_first_order_after_the_first_message_is_credited_once(asked: tuple) -> None:
    books, tables = asked
    orders = tables["orders"].query("shop == @SHOP")
    first = orders.groupby("consumer")["date"].min().value_counts().sort_index()
    by_day = first.reindex(pd.DatetimeIndex(tables["shops"]["date"].unique()), fill_value=0).to_numpy()
    credited, paid = (sum(day[:, x] for day in books.values()) for x in (2, 0))
    assert by_day[0] > credited[0] == paid[0] == 0
    np.testing.assert_allclose(credited[1:], by_day[1:])


def test_a_medium_that_nobody_takes_in_is_paid_for_and_credited_with_nothing(asked: tuple) -> None:
    books, _ = asked
    assert books["social"][:, 0].sum() > 0
    assert books["social"][:, 2].sum() == 0


def test_the_books_say_what_was_paid(asked: tuple) -> None:
    books, tables = asked
    paid = tables["media"].query("shop == @SHOP").groupby("medium", observed=True)["cents"].sum()
    assert {name: day[:, 0].sum() for name, day in books.items()} == paid.to_dict()


def test_who_asks_and_moves_nothing_lives_in_the_same_market() -> None:
    assert different(run(), run(ASKS, "shops.niche.media.step=0")) == []
