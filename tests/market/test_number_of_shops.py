import pytest
from omegaconf import DictConfig
from small_market import Edit, config, market

from sim.market.closing import check

SHOPS = list(config().shops)


def only(*names: str) -> Edit:
    def edit(cfg: DictConfig) -> None:
        cfg.shops = {name: {**cfg.shops[name], "copies": 1} for name in names}

    return edit


def wide(cfg: DictConfig) -> None:
    """Two shops with five hundred and twelve products each."""
    only("discounter", "flagship")(cfg)
    for shop in cfg.shops.values():
        shop.categories = dict.fromkeys(cfg.catalog.categories, 64)


def copies(number: int) -> list[str]:
    return [f"shops.{name}.copies={number}" for name in SHOPS]


@pytest.mark.parametrize(
    ("overrides", "edit", "shops", "products"),
    [
        ([], only("niche"), 1, None),
        ([], only("niche", "everyday"), 2, None),
        (copies(1), None, 6, None),
        (copies(17), None, 102, None),
        ([], wide, 2, 1024),
    ],
    ids=["one", "two", "six", "hundred", "thousand products"],
)
def test_a_market_of_any_number_of_shops_and_products_runs_and_keeps_its_books(
    overrides: list[str], edit: Edit | None, shops: int, products: int | None
) -> None:
    with market(*overrides, "calendar.days=8", edit=edit) as built:
        for _ in range(8):
            built.step()
            check(built)
        assert len(built.shops) == shops
        assert products is None or len(built.catalog) == products
        assert built.tables()["sales"]["units"].sum() > 0


def test_a_market_that_one_shop_has_for_itself_gives_it_every_order() -> None:
    with market("calendar.days=5", edit=only("everyday")) as built:
        built.run()
        assert set(built.tables()["sales"]["shop"]) == {"everyday"}


def test_copies_of_a_shop_have_names_and_differ_a_little() -> None:
    with market(*copies(3)) as built:
        assert built.shop_names[:3] == ["convenience_1", "convenience_2", "convenience_3"]
        prices = {built.specs[s].price for s in range(3)}
        assert len(prices) == 3 and all(0.95 <= price / 1.05 <= 1.06 for price in prices)


@pytest.mark.parametrize("size", [1, 2, 2049])
def test_a_market_of_any_number_of_consumers_runs(size: int) -> None:
    with market(f"population.size={size}", "calendar.days=6") as built:
        for _ in range(6):
            built.step()
            check(built)
        assert len(built.tables()["consumers"]) == size
