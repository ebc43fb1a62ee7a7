"""What can be measured in a run: metrics, some figures of its own, and means of columns."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from sim.results import Results
from sim.results.evaluation import KPIS
from sim.results.intraday import first_hour_share
from sim.results.metrics import METRICS, Flow, Metric
from sim.results.tables import COLUMNS
from sim.run.evidence.agreements import AGREEMENTS
from sim.run.evidence.analyses import ANALYSES
from sim.run.evidence.beliefs import BELIEFS
from sim.run.evidence.evaluations import EVALUATIONS

MEASURES = {**METRICS, **{name: kpi.measure for name, kpi in KPIS.items()}}


def measure(
    results: Results, name: str, where: Mapping[str, Any] | None = None, per: Mapping[str, Any] | None = None
) -> pd.Series:
    """One number per seed: a metric, a figure below, or the mean of a `table.column`.

    where: column → value, list of values, or for `date` [first day, last day]; other tables' columns are left alone.
    per: mapping with the same keys (metric, where, per) that it is divided by.
    """
    part = _only(results, where or {}, level=name not in FIGURES)
    if name in FIGURES:
        value = FIGURES[name](part)
    elif name in MEASURES:
        value = MEASURES[name](part, list(where or {}) or None).groupby(level="seed").sum()
    elif "." in name:
        table, column = name.split(".")
        value = part.table(table).groupby("seed")[column].mean()
    else:
        known = ", ".join([*FIGURES, *MEASURES])
        raise ValueError(f"measure {name!r} is unknown; write one of {known}, or table.column")
    value = value.reindex(results.seeds, fill_value=0)
    return value / measure(results, per["metric"], per.get("where"), per.get("per")) if per else value


def _only(results: Results, where: Mapping[str, Any], level: bool) -> Results:
    """The rows `where` holds. level: give the columns it names one value, so that a metric is split by them into one cell."""
    tables = {}
    for name in COLUMNS:
        if name not in results:
            continue
        frame = results.table(name)
        keys = [key for key in where if key in frame.columns]
        for key in keys:
            wanted = where[key]
            if key == "date":
                first, last = (pd.Timestamp(day) for day in wanted)
                frame = frame[frame["date"].between(first, last)]
            else:
                frame = frame[frame[key].isin(wanted if isinstance(wanted, list) else [wanted])]
        tables[name] = frame.assign(**{key: frame[key].iloc[0] for key in keys if level and len(frame)})
    return Results(tables)


def _by_seed(frame: pd.DataFrame, figure: Callable[[pd.DataFrame], float]) -> pd.Series:
    return pd.Series({seed: figure(part) for seed, part in frame.groupby("seed")}, dtype=float)


def _weekday_spread(part: Results) -> pd.Series:
    """Standard deviation over weekdays of mean daily visits, share of their mean."""
    day = part.funnel.groupby(["seed", "date"])["visits"].sum().reset_index()
    week = day.groupby(["seed", day["date"].dt.day_of_week])["visits"].mean().groupby("seed")
    return week.std() / week.mean()


def _highest_day(metric: Metric, part: Results) -> pd.Series:
    """What a metric comes to on the day on which it is highest."""
    return metric(part, "date").groupby(level="seed").max()


def _price_spread(part: Results) -> pd.Series:
    """Standard deviation, within categories, of the logarithm of what is paid for a unit; an order line counts once."""
    bought = part.orders[part.orders["units"] > 0]
    price = (bought["paid_value"] / bought["units"]).map(np.log)
    gap = price - price.groupby([bought["seed"], bought["category"]], observed=True).transform("mean")
    return gap.pow(2).groupby(bought["seed"]).mean().pow(0.5)


def _spread_of_orders(part: Results) -> pd.Series:
    """Variance over mean of the consumers' numbers of orders; 1 for a Poisson process."""
    orders = part.consumers.groupby("seed")["orders"]
    return orders.var() / orders.mean()


def _shops_per_basket(part: Results) -> pd.Series:
    """Mean number of shops that a consumer buys from on a day with a purchase."""
    bought = part.orders[part.orders["units"] > 0]
    return bought.groupby(["seed", "date", "consumer"])["shop"].nunique().groupby("seed").mean()


def _same_shop(part: Results) -> pd.Series:
    """Share of repeated purchases in a category that go to the shop of the purchase before."""
    bought = part.orders[part.orders["units"] > 0].sort_values(["seed", "date"], kind="stable")
    shop = bought["shop"].astype(str)
    last = shop.groupby([bought[key] for key in ("seed", "consumer", "category")], observed=True).shift()
    repeats = last.notna()
    return (shop == last)[repeats].astype(float).groupby(bought["seed"][repeats]).mean()


def _known(part: Results) -> pd.Series:
    """Awareness of shops, added up over all that consumers remember at the end."""
    scores = part.opinions[part.opinions["about"] == "awareness"]
    return (scores["score"] * scores["consumers"]).groupby(scores["seed"]).sum() / 10


def _flows(purpose: str, part: Results, payer: str = "consumer") -> pd.Series:
    """Cents that somebody paid for a purpose, from the ledger."""
    ledger = part.ledger
    return ledger[(ledger["purpose"] == purpose) & (ledger["payer"] == payer)].groupby("seed")["cents"].sum()


FIGURES: dict[str, Callable[[Results], pd.Series]] = {
    "weekday_spread": _weekday_spread,
    "best_day": partial(_highest_day, METRICS["gmv"]),
    "visits_of_busiest_day": partial(_highest_day, METRICS["visits"]),
    "parcels_of_busiest_day": partial(_highest_day, Flow(("delivery",), sign=-1)),
    "returns_of_busiest_day": partial(_highest_day, METRICS["returns"]),
    "price_spread": _price_spread,
    "spread_of_orders": _spread_of_orders,
    "shops_per_basket": _shops_per_basket,
    "same_shop": _same_shop,
    "subsidy_flows": partial(_flows, "subsidy", payer="platform"),
    "clawed": partial(_flows, "claw_back"),
    "partner_fees": partial(_flows, "partner", payer="shop"),
    "known": _known,
    "trips": lambda part: part.funnel.groupby("seed")["trips"].sum(),
    "lines": lambda part: part.funnel.groupby("seed")["carts"].sum(),
    "looks": lambda part: part.funnel.groupby("seed")["views"].sum(),
    "first_hour": lambda part: first_hour_share(part).groupby("seed").mean(),
    "dropped": lambda part: part.intraday.groupby("seed")["dropped"].sum(),
    "contacts": lambda part: part.table("touches").groupby("seed").size(),
    "uses": lambda part: part.redemptions.groupby("seed")["uses"].sum(),
    "plays": lambda part: part.activities.groupby("seed")["played"].sum(),
    "asks": lambda part: part.activities.groupby("seed")["shared"].sum(),
    "prizes": lambda part: part.activities.groupby("seed")["prizes"].sum(),
    "surplus": lambda part: part.table("surplus").groupby("seed")["surplus"].sum(),
    "consumers": lambda part: part.stages.groupby("seed")["consumers"].sum(),
    **AGREEMENTS,
    **BELIEFS,
    **ANALYSES,
    **EVALUATIONS,
}
