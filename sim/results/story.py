"""One consumer's run, told from order lines: who she is, what she bought where, what was gone, how she ends."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from sim.results.source import Source, one_seed

COLUMNS = ("date", "event", "shop", "product", "units", "list_value", "paid_value", "told")


def story(of: Source, consumer: int, seed: int | None = None) -> pd.DataFrame:
    """What one consumer did, in order: a row for each order line, and one for who the consumer is at the end.

    of: Results, or a market with the days so far; it must have kept its orders (`results.orders=true`). seed: the first
    one unless told; another seed is another person. Columns date, event (buys, finds it gone, stands), shop, product,
    units, list_value, paid_value (cents), told: the row as a sentence. Raises LookupError when orders were not kept,
    ValueError for a seed or consumer that is not there.
    """
    tables, chosen = one_seed(of, seed, ("orders", "consumers"))
    people = tables["consumers"].set_index("consumer")
    if consumer not in people.index:
        raise ValueError(
            f"consumer is {consumer!r}; seed {chosen} has consumers {people.index.min()} to {people.index.max()}"
        )
    orders = tables["orders"]
    rows = [*_orders(orders[orders["consumer"] == consumer]), _end(people.loc[[consumer]].iloc[0])]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _orders(lines: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """A row for each line; what came before tells whether a shop is new."""
    last: dict[str, pd.Timestamp] = {}
    for line in lines.to_dict("records"):
        shop, date = str(line["shop"]), line["date"]
        base = {"date": date, "shop": shop, "product": str(line["product"])}
        if line["lost"]:
            told = f"finds {line['product']} sold out ({line['lost']} wanted)"
            yield base | {
                "event": "finds it gone",
                "units": 0,
                "list_value": 0,
                "paid_value": 0,
                "told": told,
            }
        if line["units"]:
            told = f"buys {line['units']} × {line['product']} in {line['channel']}{_price(line)}{_visit(shop, date, last)}"
            kept = {name: int(line[name]) for name in ("units", "list_value", "paid_value")}
            yield base | {"event": "buys", **kept, "told": told}
            last[shop] = date


def _price(line: dict[Any, Any]) -> str:
    saved = line["list_value"] - line["paid_value"]
    off = f", {saved / line['list_value']:.0%} below list" if saved > 0 else ""
    return f" for ¥{line['paid_value'] / 100:,.2f}{off}"


def _visit(shop: str, date: pd.Timestamp, last: dict[str, pd.Timestamp]) -> str:
    if shop not in last:
        return f"; the first time at {shop}"
    days = (date - last[shop]).days
    return f"; back after {days} {'day' if days == 1 else 'days'}" if days else ""


def _end(person: pd.Series) -> dict[str, Any]:
    who = f"{person['persona']}, {person['age']}, {person['region']}, ¥{person['income']:,.0f} a month"
    feels = f"satisfaction {person['satisfaction']:.2f}, trust {person['trust']:.2f}, loyalty {person['loyalty']:.2f}"
    told = (
        f"{who}; stage {person['stage']} after {person['orders']} checkouts and"
        f" ¥{person['spent'] / 100:,.2f} spent; {feels}"
    )
    return {"date": person["date"], "event": "stands", "told": told}
