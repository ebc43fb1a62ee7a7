import numpy as np
import pandas as pd
import pytest
from small_market import run

from sim.market.judging import POINTS
from sim.results import METRICS, Results
from sim.results.evaluation import KPIS

ON = "results.judgements=true"


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return dict(run(ON))


def test_judgements_of_the_last_day_are_the_satisfaction_at_the_end(tables: dict[str, pd.DataFrame]) -> None:
    last = tables["judgements"][tables["judgements"]["date"] == tables["judgements"]["date"].max()]
    end = KPIS["satisfaction"].measure(Results(tables), "shop").droplevel("seed")
    mean = (last["points"] / POINTS / last["judged"]).set_axis(last["shop"].astype(str))
    assert len(mean.dropna()) and np.allclose(
        mean, end[mean.index], atol=0.05
    )  # scores at the end are rounded to a tenth


def test_those_who_judged_grow_in_number_and_points_stay_between_none_and_all(
    tables: dict[str, pd.DataFrame],
) -> None:
    table = tables["judgements"]
    assert table["points"].between(0, POINTS * table["judged"]).all()
    total = table.groupby("date")["judged"].sum()
    assert total.iloc[0] < total.iloc[-1]
    metric = METRICS["judgement"](Results(tables), ["date", "shop"]).dropna()
    assert metric.between(0, POINTS).all() and metric.index.get_level_values("date").nunique() > 10
