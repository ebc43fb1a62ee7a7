"""Who stays: cohorts by week of first purchase, the survival curve of customers, and churn (EVAL-08)."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

PERSON = ["seed", "consumer"]


def shopping_days(orders: pd.DataFrame) -> pd.DataFrame:
    """One row per seed, consumer and day with a purchase, in order of time: seed, consumer, date, first (first day)."""
    bought = (
        orders.loc[orders["units"] > 0, [*PERSON, "date"]].drop_duplicates().sort_values([*PERSON, "date"])
    )
    return bought.assign(first=bought.groupby(PERSON)["date"].transform("min"))


def cohorts(orders: pd.DataFrame, days: int = 7) -> pd.DataFrame:
    """Share of each cohort that buys again, by age.

    orders: order lines (of one shop, say). Rows: first day of the cohort's period of first purchase; columns: age in periods
    of `days` days since the own first purchase, 0 is 1 by definition; nan where not all of the cohort were seen for the
    whole period; column customers: size of the cohort over all seeds.
    """
    visits = shopping_days(orders)
    start, end = visits["date"].min(), orders["date"].max()
    cohort = start + pd.to_timedelta((visits["first"] - start).dt.days // days * days, unit="D")
    age = (visits["date"] - visits["first"]).dt.days // days
    people = visits.assign(cohort=cohort, age=age).drop_duplicates([*PERSON, "age"])
    counts = people.groupby(["cohort", "age"]).size().unstack("age", fill_value=0)
    last_first_day = pd.DatetimeIndex(counts.index) + pd.Timedelta(days=days - 1)
    seen = (end - last_first_day).days + 1  # days that even the last of the cohort was seen
    wanted = (counts.columns.to_numpy() + 1) * days
    shares = counts.div(counts[0], axis=0).where((seen.to_numpy()[:, None] >= wanted) | (wanted == days))
    shares.insert(0, "customers", counts[0])
    return shares


def retention_curve(orders: pd.DataFrame, silent: int) -> pd.DataFrame:
    """Kaplan-Meier estimate of the share of customers who are still active, by days since their first purchase.

    A customer is lost on the day of the last purchase when at least `silent` days without one follow. Whether that is so can be
    told up to `silent` days before the end of the run, and observation ends there: whoever bought later was active on
    that day and is censored, and whoever only came later is left out. Rows day (0, 1, ...), columns at_risk, lost, retained;
    ValueError when nobody bought before that day. Source: Kaplan & Meier (1958).
    """
    visits = shopping_days(orders)
    limit = orders["date"].max() - pd.Timedelta(days=silent)
    people = visits.groupby(PERSON).agg(first=("first", "first"), last=("date", "max"))
    people = people[people["first"] <= limit]
    if people.empty:
        raise ValueError(
            f"silent is {silent} days, but nobody bought that long before the end; choose fewer days"
        )
    lost = (people["last"] <= limit).to_numpy()
    stayed = (people["last"].clip(upper=limit) - people["first"]).dt.days
    return survival(stayed.to_numpy(np.int64), lost)


def survival(duration: NDArray[np.int64], ended: NDArray[np.bool_]) -> pd.DataFrame:
    """Product-limit estimate. duration: (n,) days observed; ended: (n,) whether it ended then or observation did."""
    length = int(duration.max()) + 1
    lost = np.bincount(duration[ended], minlength=length)
    leaving = np.bincount(duration, minlength=length)
    at_risk = len(duration) - np.concatenate([[0], np.cumsum(leaving)[:-1]])
    kept = np.cumprod(1 - lost / np.maximum(at_risk, 1))
    return pd.DataFrame({"at_risk": at_risk, "lost": lost, "retained": kept}).rename_axis("day")


def churn(orders: pd.DataFrame, times: float = 3.0) -> pd.Series:
    """Share of repeat customers who are overdue: silent for more than `times` their own mean gap. Series by seed."""
    visits = shopping_days(orders)
    people = visits.groupby(PERSON)["date"].agg(["min", "max", "size"])
    people = people[people["size"] > 1]
    gap = (people["max"] - people["min"]).dt.days / (people["size"] - 1)
    silence = (orders["date"].max() - people["max"]).dt.days
    overdue: pd.Series = (silence > times * gap).groupby(level="seed").mean()
    return overdue.rename("churn")
