"""Orders that come too late are cancelled before they arrive; no cent and no unit is lost on the way."""

from dataclasses import replace

import numpy as np
from small_market import different, market, run

from sim.market.cancelling import given_up
from sim.market.closing import check

LATE = ("calendar.days=14", "carrier.capacity=0.15", "carrier.patience=1")


def test_cancelled_orders_go_back_to_the_shelf_and_are_refunded() -> None:
    turned = 0
    with market(*LATE, "carrier.cancel=0.5", "consumer.returns.enabled=0") as built:
        for _ in range(built.calendar.days):
            built.step()
            check(built)
            back = built.returning.due(int(built.steps))
            turned += int(back["units"].sum())
            assert (back["ordered"] < built.day).all()
        tables = built.tables()
    assert turned > 0
    assert tables["sales"]["returns"].sum() == turned - back["units"].sum()
    refunds = tables["ledger"].query("purpose == 'refund'")["cents"].sum()
    assert refunds == tables["sales"]["refunds"].sum() > 0


def test_nobody_cancels_what_is_on_time() -> None:
    punctual = ("calendar.days=14", "carrier.capacity=0", "carrier.patience=2")
    assert different(run(*punctual), run(*punctual, "carrier.cancel=1")) == []


def test_threads_change_nothing_when_orders_are_cancelled() -> None:
    many = (*LATE, "carrier.cancel=0.5", "population.size=1200", "calendar.days=8")
    assert different(run(*many), run(*many, "threads=2")) == []


def test_whoever_cancels_at_a_small_chance_cancels_at_a_larger_one() -> None:
    with market(*LATE, "carrier.cancel=0.3") as built:
        for _ in range(12):
            built.step()
        batches = [parcels for _, parcels in built.parcels.later(built.day)]
        few = [given_up(built, batch) for batch in batches]
        built.carrier = replace(built.carrier, cancel=0.6)
        more = [given_up(built, batch) for batch in batches]
    assert all((a <= b).all() for a, b in zip(few, more, strict=True))
    assert np.concatenate(more).sum() > 0
