"""What a shop that asks is told of its customers."""

import numpy as np
import pandas as pd
from small_market import different, market, run

from sim.market.regulars import customers

SHOP = "niche"
ASKS = "media_plan@shops.niche.media=win_back"


def test_the_cards_hold_what_the_shops_own_orders_tell() -> None:
    with market(ASKS, "shops.niche.media.share=0.01") as built:
        built.run()
        index = built.shop_names.index(SHOP)
        assert list(built.regulars) == [index]
        cards, tables = built.regulars[index], built.tables()
        known = customers(built, index)
    orders = tables["orders"].query("shop == @SHOP and units > 0").groupby("consumer")
    dates = pd.DatetimeIndex(sorted(tables["posts"]["date"].unique()))
    who = np.flatnonzero(cards.days)
    assert orders["date"].nunique().to_dict() == dict(zip(who, cards.days[who], strict=True))
    assert orders["paid_value"].sum().to_dict() == dict(zip(who, cards.paid[who], strict=True))
    assert orders["date"].max().to_dict() == dict(zip(who, dates[cards.last[who]], strict=True))
    assert known.people.sum() == len(who) > 50 and known.paid.sum() == cards.paid.sum()
    assert (known.people > 0).sum() >= 4


def test_who_asks_and_does_nothing_about_it_lives_in_the_same_market() -> None:
    assert different(run(), run(ASKS, "shops.niche.media.extra=0")) == []
