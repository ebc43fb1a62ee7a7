"""Made-up runs with the shape of real ones, so that results and pictures are tested without a market."""

from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from sim.results import Results
from sim.results.tables import COLUMNS

SHOPS = ("Aurora", "Bamboo", "Cedar", "Dune")
CATEGORIES = ("beauty", "food")
PERSONAS = ("homemakers", "older", "trend_seekers", "white_collar")
CHANNELS = ("app", "live")
STAGES = ("need", "search", "evaluation", "purchase", "after")
START, LAUNCH, AFTER = date(2025, 10, 20), date(2025, 11, 1), date(2025, 11, 5)
CAMPAIGN = {
    "phases": {
        "warm_up": "2025-10-28",
        "launch": "2025-11-01",
        "sustain": "2025-11-03",
        "after": "2025-11-05",
    },
    "end": "2025-11-08",
    "shops": ["Aurora", "Bamboo"],
}


def market(seeds: range = range(3), depth: float = 0.0, consumers: int = 80, days: int = 25) -> Results:
    """Runs in which Aurora and Bamboo give `depth` off from LAUNCH to AFTER; zero depth leaves every draw as it was."""
    config = {"campaign": {"autumn": CAMPAIGN}} if depth else {}
    return Results(_of_seeds(seeds, depth, consumers, days), config)


@cache
def _of_seeds(seeds: range, depth: float, consumers: int, days: int) -> dict[str, pd.DataFrame]:
    each = [_tables(seed, depth, consumers, days) for seed in seeds]
    made = Results(
        {name: pd.concat([tables[name] for tables in each], ignore_index=True) for name in each[0]}
    )
    return {name: made.table(name) for name in COLUMNS if name in made}


@cache
def _tables(seed: int, depth: float, consumers: int, days: int) -> dict[str, pd.DataFrame]:
    orders = _orders(seed, depth, consumers, days)
    keys = ["seed", "date", "shop", "product", "category", "channel"]
    sales = orders.assign(
        orders=(orders["units"] > 0).astype(int), discount=orders["list_value"] - orders["paid_value"]
    )
    sales = sales.groupby(keys, as_index=False)[
        ["orders", "units", "lost", "list_value", "paid_value", "discount"]
    ].sum()
    sales = sales.rename(columns={"lost": "stockouts"})
    platform = sales["discount"] // 4
    returns = (sales["units"] > 3).astype(int)
    sales = sales.drop(columns="discount").assign(
        sessions=sales["orders"] * 5,
        views=sales["orders"] * 7,
        carts=sales["orders"] * 2,
        discount_shop=sales["discount"] - platform,
        discount_platform=platform,
        shipping=sales["orders"] * 500,
        returns=returns,
        refunds=returns * (sales["paid_value"] // sales["units"].clip(lower=1)),
    )
    return {
        "sales": sales,
        "ledger": _ledger(sales),
        "funnel": _funnel(orders),
        "stages": _stages(seed, days, consumers),
        "posts": _posts(seed, depth, days),
        "consumers": _consumers(seed, orders, consumers),
        "snapshots": _consumers(seed, orders, consumers).assign(date=np.datetime64(LAUNCH)),
        "shops": _shops(orders),
        "opinions": _opinions(seed, orders),
        "media": _media(sales),
        "clicks": _media(sales)[["seed", "date", "shop", "medium"]].assign(clicks=1.5, drawn=0.5, orders=0.5),
        "feedback": _shops(orders)[["seed", "date", "shop"]].assign(topic="goods", praise=3, complaints=1),
        "touches": _touches(seed, consumers),
        "turned_away": _touches(seed, consumers).assign(hour=0, channel="app"),
        "surplus": _surplus(orders),
        "judgements": _shops(orders)[["seed", "date", "shop"]].assign(judged=9, points=4800),
        "orders": orders,
        "intraday": _intraday(seed),
        "service": pd.DataFrame(
            {
                "seed": seed,
                "date": np.datetime64(LAUNCH),
                "shop": SHOPS,
                "enquiries": 9.0,
                "agents": 1.0,
                "given_up": 0.0,
                "wait": 0.5,
            }
        ),
        "redemptions": _redemptions(sales),
        "activities": _activities(seed),
    }


def _intraday(seed: int) -> pd.DataFrame:
    """A launch day on which two fifths come in the first hour, and the server refuses a tenth of them."""
    sessions = np.r_[1150, np.full(23, 75)]
    return pd.DataFrame(
        {
            "seed": seed,
            "date": np.datetime64(LAUNCH),
            "hour": np.arange(24),
            "sessions": sessions,
            "dropped": np.r_[115, np.zeros(23, int)],
            "bounced": np.zeros(24, int),
            "orders": sessions // 5,
            "units": sessions // 4,
            "paid_value": sessions * 100,
            "latency": 0.8,
        }
    )


def _activities(seed: int) -> pd.DataFrame:
    """One day of one game, played by half of those who see it."""
    counts = {"invited": 20, "played": 10, "shared": 4, "prizes": 1, "cost": 500}
    return pd.DataFrame(
        {"seed": seed, "date": np.datetime64(LAUNCH), "activity": "game", "persona": PERSONAS, **counts}
    )


def _media(sales: pd.DataFrame) -> pd.DataFrame:
    spend = sales.groupby(["seed", "date", "shop"], as_index=False)["list_value"].sum()
    return spend.rename(columns={"list_value": "cents"}).assign(
        medium="search",
        cents=lambda rows: rows["cents"] // 30,
        impressions=lambda rows: rows["cents"] / 6,
        reach=20.0,
        noticed=2.0,
    )


def _touches(seed: int, consumers: int) -> pd.DataFrame:
    who = np.arange(0, consumers, 3)
    return pd.DataFrame(
        {"seed": seed, "date": np.datetime64(START), "consumer": who, "promotion": "autumn_coupon"}
    )


def _orders(seed: int, depth: float, consumers: int, days: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    shape = (days, consumers)
    wish, taste, who = rng.random(shape), rng.random((*shape, len(SHOPS))), rng.random(shape)
    taste += 0.15 * np.arange(len(SHOPS))[::-1]
    dates = np.datetime64(START) + np.arange(days)
    on = (dates >= np.datetime64(LAUNCH)) & (dates < np.datetime64(AFTER))
    offered = taste.copy()
    offered[..., :2] += depth * on[:, None, None]
    weary = dates >= np.datetime64(AFTER)
    buys = wish < (0.15 + 0.5 * depth * on - 0.2 * depth * weary)[:, None]
    day, consumer = np.nonzero(buys)
    shop = offered.argmax(axis=-1)[day, consumer]
    category = consumer % 2
    units = 1 + (who[day, consumer] * 4).astype(int)
    out = (who[day, consumer] < 0.5 * depth) & on[day] & (shop == 0)
    price = 4_900 + 1_700 * shop + 900 * category
    off = np.where(on[day] & (shop < 2), depth, 0.0)
    sold = np.where(out, 0, units)
    return pd.DataFrame(
        {
            "seed": seed,
            "date": dates[day],
            "consumer": consumer,
            "shop": np.array(SHOPS)[shop],
            "product": np.char.add(np.char.add(np.array(SHOPS)[shop], "/"), np.array(CATEGORIES)[category]),
            "category": np.array(CATEGORIES)[category],
            "channel": np.array(CHANNELS)[(who[day, consumer] > 0.6).astype(int)],
            "persona": np.array(PERSONAS)[consumer % len(PERSONAS)],
            "units": sold,
            "lost": np.where(out, units, 0),
            "list_value": sold * price,
            "paid_value": sold * np.rint(price * (1 - off)).astype(int),
        }
    )


def _ledger(sales: pd.DataFrame) -> pd.DataFrame:
    flows = {
        ("consumer", "shop", "sale"): sales["paid_value"],
        ("platform", "shop", "subsidy"): sales["discount_platform"],
        ("shop", "platform", "commission"): sales["paid_value"] // 20,
        ("shop", "supplier", "goods"): sales["list_value"] * 6 // 10,
        ("shop", "consumer", "refund"): sales["refunds"],
        ("shop", "medium", "media"): sales["list_value"] // 30,
    }
    parts = [
        sales[["seed", "date", "shop"]].assign(payer=payer, payee=payee, purpose=purpose, cents=cents)
        for (payer, payee, purpose), cents in flows.items()
    ]
    return (
        pd.concat(parts)
        .groupby(["seed", "date", "payer", "payee", "purpose", "shop"], as_index=False)["cents"]
        .sum()
    )


def _redemptions(sales: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for payer in ("shop", "platform"):
        given = sales.groupby(["seed", "date"], as_index=False)[f"discount_{payer}"].sum()
        given = given.rename(columns={f"discount_{payer}": "cents"})
        parts.append(given.assign(promotion="cut", benefit="reduction", payer=payer, uses=1))
    return pd.concat(parts)


def _funnel(orders: pd.DataFrame) -> pd.DataFrame:
    bought = orders[orders["units"] > 0]
    funnel = bought.groupby(["seed", "date", "persona", "channel"], as_index=False).size()
    lines = funnel.pop("size")
    counts = {"visits": 12 * lines, "trips": 9 * lines, "views": 7 * lines, "carts": 2 * lines}
    return funnel.assign(**counts, checkouts=lines, orders=lines)


def _shops(orders: pd.DataFrame) -> pd.DataFrame:
    bought = orders[orders["units"] > 0]
    shops = bought.groupby(["seed", "date", "shop"]).size().rename("baskets").reset_index()
    return shops.assign(impressions=40 * shops["baskets"], reviews=1, stars=4, talk=2)


def _opinions(seed: int, orders: pd.DataFrame) -> pd.DataFrame:
    known = orders.groupby("shop")["consumer"].nunique()
    cells = [
        (seed, START, shop, about, score, 1 + int(known[shop]) % (score + 2))
        for shop in SHOPS
        for about in ("awareness", "loyalty", "satisfaction", "trust")
        for score in range(11)
    ]
    return pd.DataFrame(cells, columns=["seed", "date", "shop", "about", "score", "consumers"])


def _surplus(orders: pd.DataFrame) -> pd.DataFrame:
    gained = orders.assign(surplus=orders["list_value"] - 2 * orders["paid_value"] // 3)
    return gained.groupby(["seed", "date", "persona"], as_index=False)["surplus"].sum()


def _stages(seed: int, days: int, consumers: int) -> pd.DataFrame:
    share = np.linspace(0.35, 0.05, len(STAGES)) + 0.02 * np.sin(
        np.arange(days)[:, None] / 3 + np.arange(len(STAGES))
    )
    counts = np.rint(consumers * share).astype(int)
    dates = np.repeat(np.datetime64(START) + np.arange(days), len(STAGES))
    table = {"seed": seed, "date": dates, "stage": np.tile(STAGES, days), "consumers": counts.ravel()}
    return pd.DataFrame(table)


def _posts(seed: int, depth: float, days: int) -> pd.DataFrame:
    dates = np.datetime64(START) + np.arange(days)
    on = (dates >= np.datetime64(LAUNCH)) & (dates < np.datetime64(AFTER))
    parts = []
    for number, shop in enumerate(SHOPS):
        for kind, category in enumerate(CATEGORIES):
            price = 4_900 + 1_700 * number + 900 * kind
            path = np.rint(price * (1 - 0.01 * number * np.sin(np.arange(days) / 4))).astype(int)
            deal = np.rint(path * np.where(on & (number < 2), 1 - depth, 1.0)).astype(int)
            table = {
                "seed": seed,
                "date": dates,
                "shop": shop,
                "product": f"{shop}/{category}",
                "category": category,
            }
            parts.append(pd.DataFrame({**table, "list_price": path, "deal_price": deal, "stock": 100}))
    return pd.concat(parts)


def _consumers(seed: int, orders: pd.DataFrame, consumers: int) -> pd.DataFrame:
    number = np.arange(consumers)
    spent = orders.groupby("consumer")["paid_value"].sum().reindex(number, fill_value=0).to_numpy()
    lines = orders.groupby("consumer").size().reindex(number, fill_value=0).to_numpy()
    texts = {"persona": np.array(PERSONAS)[number % len(PERSONAS)], "region": "tier_1", "stage": "after"}
    levels = ("price_sensitivity", "deal_proneness", "loyalty", "satisfaction", "trust")
    figures = dict.fromkeys(levels, 0.5) | {"age": 30, "female": 1, "income": 900_000, "last_order": 3}
    return pd.DataFrame(
        {"seed": seed, "consumer": number, **texts, **figures, "orders": lines, "spent": spent}
    )
