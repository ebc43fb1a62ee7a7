"""One shop's run, day by day: what it asked, offered, held and sold, its rank, and what was worth a note."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from sim.results.source import Source, one_seed

MOVED = 0.03
"""A change of the mean deal price from one day to the next, share, that is worth a note."""

_SOLD = ("views", "orders", "units", "paid_value", "discount_shop", "returns", "refunds", "stockouts")


def diary(of: Source, shop: str, seed: int | None = None) -> pd.DataFrame:
    """A row per day. of: Results, or a market with the days so far. seed: the first one unless told.

    Columns list_price, deal_price (mean over the products, cents), depth (1 - deal / list, 0..1), stock (units in the
    evening), sold_out (products without stock), views, orders, units, paid_value, discount_shop, returns, refunds,
    stockouts (as in the sales table), media, profit (cents), share (of the day's sales, 0..1), rank (1 sells most), note.
    Raises ValueError for a shop or seed that is not there.
    """
    tables, _ = one_seed(of, seed, ("posts", "sales", "ledger"))
    shops = [str(name) for name in tables["posts"]["shop"].unique()]
    if shop not in shops:
        raise ValueError(f"shop is {shop!r}; shops are {', '.join(sorted(shops))}")
    own = {name: table[table["shop"] == shop] for name, table in tables.items()}
    days = _posted(own["posts"])
    parts = [days, _sold(own["sales"]), _money(own["ledger"]), _standing(tables["sales"], shop)]
    table = pd.concat([part.reindex(days.index, fill_value=0) for part in parts], axis=1)
    table["note"] = _notes(table)
    return table


def _posted(posts: pd.DataFrame) -> pd.DataFrame:
    by_day = posts.groupby("date")
    prices = by_day[["list_price", "deal_price"]].mean()
    empty = (posts["stock"] <= 0).groupby(posts["date"]).sum()
    return prices.assign(
        depth=1 - prices["deal_price"] / prices["list_price"], stock=by_day["stock"].sum(), sold_out=empty
    )


def _sold(sales: pd.DataFrame) -> pd.DataFrame:
    return sales.groupby("date")[list(_SOLD)].sum()


def _money(ledger: pd.DataFrame) -> pd.DataFrame:
    inward = (ledger["payee"] == "shop").astype("int64") - (ledger["payer"] == "shop").astype("int64")
    net = (inward * ledger["cents"]).groupby(ledger["date"]).sum()
    media = ledger[ledger["purpose"] == "media"].groupby("date")["cents"].sum()
    return pd.DataFrame({"media": media, "profit": net}).fillna(0).astype("int64")


def _standing(sales: pd.DataFrame, shop: str) -> pd.DataFrame:
    """Share and rank among all shops, by what was paid on the day."""
    paid = sales.groupby(["date", "shop"], observed=False)["paid_value"].sum().unstack("shop")
    whole = paid.sum(axis=1)
    rank = paid.rank(axis=1, ascending=False, method="min")[shop].astype("int64")
    return pd.DataFrame({"share": paid[shop] / whole.where(whole > 0), "rank": rank})


def _notes(days: pd.DataFrame) -> list[str]:
    rows = days.to_dict("records")
    best = max(range(len(rows)), key=lambda day: rows[day]["paid_value"])
    notes = []
    for day, now in enumerate(rows):
        told = [say for event in EVENTS if day and (say := event(now, rows[day - 1]))]
        if day == best and now["paid_value"] > 0:
            told.append("its best day")
        notes.append("; ".join(told))
    return notes


Row = Mapping[Any, Any]


def _price_moved(now: Row, then: Row) -> str:
    change = now["deal_price"] / then["deal_price"] - 1
    return f"prices {'up' if change > 0 else 'down'} {abs(change):.0%}" if abs(change) >= MOVED else ""


def _offer(now: Row, then: Row) -> str:
    if now["depth"] > 0 and then["depth"] <= 0:
        return f"an offer begins ({now['depth']:.0%} off on average)"
    return "the offer ends" if now["depth"] <= 0 < then["depth"] else ""


def _sold_out(now: Row, then: Row) -> str:
    more = int(now["sold_out"] - then["sold_out"])
    return f"{more} more {'product' if more == 1 else 'products'} sold out" if more > 0 else ""


def _restocked(now: Row, then: Row) -> str:
    units = int(now["stock"] - then["stock"] + now["units"])
    return f"goods arrive ({units:,} units)" if units > 0 and now["stock"] > 1.5 * then["stock"] else ""


def _rank(now: Row, then: Row) -> str:
    if now["rank"] == then["rank"] or 1 not in (now["rank"], then["rank"]):
        return ""
    return "takes the lead" if now["rank"] == 1 else f"falls to rank {int(now['rank'])}"


EVENTS: tuple[Callable[[Row, Row], str], ...] = (_price_moved, _offer, _sold_out, _restocked, _rank)
