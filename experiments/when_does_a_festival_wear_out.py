"""When does a festival wear out? The last of a series of equal festivals, after one to three others, near to and far from it.

python experiments/when_does_a_festival_wear_out.py population.size=3000 seeds=[0,1,2]
"""

import sys
from collections.abc import Iterator

import pandas as pd

import sim

WEEKS = (2, 4)  # from one festival to the next
EARLIER = ("third", "second", "first")  # campaigns of the experiment, the nearest to the last one first


def moved(weeks: int) -> Iterator[str]:
    """Overrides that put the earlier festivals so many weeks apart, counted back from the last one."""
    last = sim.compose("festival_wear_out").campaign.last
    for n, name in enumerate(EARLIER, start=1):
        days = {**{f"phases.{phase}": day for phase, day in last.phases.items()}, "end": last.end}
        for key, day in days.items():
            yield f"campaign.{name}.{key}={pd.Timestamp(day) - pd.Timedelta(weeks=n * weeks):%Y-%m-%d}"


def sold(results: sim.Results) -> pd.Series:
    """Revenue of all shops (yuan) in the days of the last festival, by seed."""
    last = sim.compose("festival_wear_out").campaign.last
    days = pd.date_range(last.phases.launch, last.end, inclusive="left")
    sales = results.sales[results.sales["date"].isin(days)]
    return sales.groupby("seed")["paid_value"].sum() / 100


def wear_table(*overrides: str) -> pd.DataFrame:
    """One row per distance (weeks) and number of earlier festivals: what the last one adds in its days (yuan, mean of the seeds),
    and the share of what it would add alone that is missing, with the standard error over the seeds."""
    none = sold(
        sim.run("festival_wear_out", *(f"~campaign.{name}" for name in ("last", *EARLIER)), *overrides)
    )
    alone = sold(sim.run("festival_wear_out", *(f"~campaign.{name}" for name in EARLIER), *overrides)) - none
    rows = {}
    for weeks in WEEKS:
        for earlier in range(1, len(EARLIER) + 1):
            gone = EARLIER[earlier:]
            dates = [each for each in moved(weeks) if each.split(".")[1] not in gone]
            series = sim.run("festival_wear_out", *(f"~campaign.{name}" for name in gone), *dates, *overrides)
            added = sold(series) - none
            missing = 1 - added / alone
            rows[weeks, earlier] = {
                "alone": alone.mean(),
                "added": added.mean(),
                "missing": missing.mean(),
                "se": missing.sem(),
            }
    return pd.DataFrame(rows).T.rename_axis(["weeks", "earlier"])


if __name__ == "__main__":
    print(wear_table(*sys.argv[1:]).to_string(float_format="{:,.2f}".format))
