"""What buyers liked best and least about what they got."""

import numpy as np
import pandas as pd
import pytest
from small_market import market, run

from sim.kernels.deliver import Standard
from sim.market.feedback import Array, Feedback, surprises
from sim.market.model import Market
from sim.results import METRICS, Results
from sim.results.evaluation import topics

ON = "results.feedback=true"


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return dict(run(ON))


def test_everybody_who_got_a_parcel_answers_once(tables: dict[str, pd.DataFrame]) -> None:
    answers = tables["feedback"][["praise", "complaints"]].to_numpy().sum()
    lines = METRICS["orders"](Results(tables)).sum()
    assert 0.8 * lines < answers <= lines  # the last parcels are still on their way


def test_a_carrier_that_falls_behind_is_complained_about(tables: dict[str, pd.DataFrame]) -> None:
    slow = run(ON, "carrier.capacity=0.15")
    assert topics(slow["feedback"]).index[0] == "delivery"
    assert topics(tables["feedback"]).index[0] != "delivery"
    by_shop = topics(slow["feedback"], "shop")["share"].groupby(level="shop", observed=True).sum()
    assert np.allclose(by_shop, 1)


def test_topics_add_up_to_what_makes_a_buyer_satisfied(monkeypatch: pytest.MonkeyPatch) -> None:
    told = []

    def note(self: Feedback, market: Market, parcels: Array, against: Standard) -> None:
        felt = surprises(market, parcels, against).sum(axis=1)
        told.append(pd.DataFrame({"who": parcels["consumer"], "shop": parcels["shop"], "felt": felt}))

    monkeypatch.setattr(Feedback, "ask", note)
    off = ("consumer.wom.enabled=0", "consumer.returns.enabled=0")
    with market(ON, "calendar.days=6", "consumer.satisfaction.alpha=1", *off) as built:
        for _ in range(6):
            told.clear()
            built.step()
        alone = pd.concat(told).drop_duplicates("who", keep=False)
        slot = built.state.shop[alone["who"]] == alone["shop"].to_numpy()[:, None]
        satisfied = built.state.satisfaction[alone["who"]][slot]
        felt = alone["felt"].to_numpy()[slot.any(axis=1)]
        assert len(felt) > 20
        assert np.allclose(satisfied, 1 / (1 + np.exp(-built.w.satisfaction_gain * felt)), atol=1e-3)
