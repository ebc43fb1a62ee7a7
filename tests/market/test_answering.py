"""Service desks: agents answer, the rest waits, and waiting is felt and paid."""

import numpy as np
import pandas as pd
import pytest
from small_market import FESTIVAL, Tables, different, market, run

from sim.market.closing import check

SHORTER = (*FESTIVAL, "calendar.start=2025-11-01", "calendar.days=18", "campaign.double11.end=2025-11-19",
    "campaign.double11.phases.after=2025-11-16")  # fmt: skip
SURGE = "campaign.double11.surge={launch: 3, sustain: 3, after: 3}"


def desk(cover: float) -> str:
    return f"service.cover={cover}"


@pytest.fixture(scope="module")
def served() -> Tables:
    return run(*SHORTER, desk(1))


@pytest.fixture(scope="module")
def without() -> Tables:
    return run(*SHORTER)


def test_desks_that_answer_everything_at_once_only_cost_wages(without: Tables) -> None:
    """With enough agents nothing but the ledger can tell that there are desks; media are bounded by cash, which is plenty."""
    ample = run(*SHORTER, desk(1000), "service.rate=100000")
    assert (ample["service"]["wait"].iloc[len(ample["service"]) // 2 :] == 0).all()
    kept = {name: table for name, table in ample.items() if name != "service"}
    assert different(without, kept) == ["ledger"]
    wages = ample["ledger"].query("purpose == 'service'")
    assert (wages["payer"] == "shop").all() and wages["cents"].sum() > 0


def test_more_agents_never_let_anybody_wait_longer(served: Tables) -> None:
    """On the first day on which the two markets can differ in nothing but agents."""
    waits = [table["service"].groupby("date")["wait"].sum() for table in (run(*SHORTER, desk(0.5)), served)]
    assert waits[0].sum() > waits[1].sum()
    second = waits[0].index[1]
    assert waits[0][second] >= waits[1][second]


def test_temporary_agents_shorten_the_queues_of_the_sale_and_are_paid(served: Tables) -> None:
    helped = run(*SHORTER, desk(1), SURGE)
    sale = served["service"]["date"] >= pd.Timestamp("2025-11-12")
    assert helped["service"]["wait"][sale].sum() < served["service"]["wait"][sale].sum()
    wages = [table["ledger"].query("purpose == 'service'")["cents"].sum() for table in (served, helped)]
    assert wages[1] > wages[0]


def test_surge_without_desks_changes_nothing(without: Tables) -> None:
    assert different(without, run(*SHORTER, SURGE)) == []


def test_the_number_of_threads_changes_nothing_at_the_desks() -> None:
    many = (*SHORTER, desk(0.7), "population.size=1200")
    assert different(run(*many), run(*many, "threads=2")) == []


def test_questions_are_answered_wait_or_are_given_up() -> None:
    """What is asked, over all days, is not less than what is given up and what still waits."""
    with market(*SHORTER, desk(0.5)) as built:
        built.run()
        check(built)
        table, left = built.tables()["service"], built.desks.backlog
    assert (left >= 0).all() and (table[["enquiries", "agents", "given_up", "wait"]] >= 0).all(axis=None)
    assert table["given_up"].sum() + left.sum() < table["enquiries"].sum()
    assert (table["wait"] <= built.service.patience + 1e-9).all()
    assert np.isfinite(table["wait"]).all()
