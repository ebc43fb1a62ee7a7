"""Groups that stay open for days: whole or nothing in the end, paid only then, and every need and cent is accounted for."""

import numpy as np
from small_market import different, market, run

from sim.market.closing import check

SALE = (
    "campaign=plain", "calendar.start=2025-09-24", "calendar.days=12", "population.size=600",
    "campaign.plain.phases.after=2025-10-02", "campaign.plain.end=2025-10-05",
    "+promotion@campaign.plain.promotions.group_buy=group_buy", "consumer.group.look=0.5",
    "++campaign.plain.promotions.group_buy.size=4",
)  # fmt: skip
STAYS = "++campaign.plain.promotions.group_buy.stays=2"


def test_groups_that_stay_open_are_complete_more_often_and_none_is_left_after_its_deadline() -> None:
    shares = []
    for overrides in ((), (STAYS,)):
        with market(*SALE, *overrides) as built:
            while built.steps < built.calendar.days:
                built.step()
                check(built)
                waiting = built.groups.waiting
                assert (waiting["until"] > built.day).all()
                assert len(set(waiting["consumer"])) == len(waiting)  # nobody is in two groups
            assert not len(built.groups.waiting) and 0 < built.groups.complete < built.groups.begun
            shares.append(built.groups.complete / built.groups.begun)
            tables = built.tables()
        ledger = tables["ledger"]
        paid = ledger.loc[ledger["payer"] == "consumer", "cents"].sum()
        got = ledger.loc[ledger["payee"] == "consumer", "cents"].sum()
        assert tables["consumers"]["spent"].sum() == paid - got
        assert tables["redemptions"]["uses"].sum() >= 4 * built.groups.complete
    assert shares[1] > shares[0]


def test_whoever_waits_has_paid_nothing_and_needs_the_thing_again_when_the_group_fails() -> None:
    hopeless = (
        "++campaign.plain.promotions.group_buy.size=65",
        "++campaign.plain.promotions.group_buy.invite=64",
    )
    with market(*SALE, *hopeless, STAYS) as built:
        while not len(built.groups.waiting):
            built.step()
        until = built.groups.waiting["until"].min()
        while built.day < until - 1:
            built.step()
        waiting = built.groups.waiting[built.groups.waiting["until"] == until]
        place = (waiting["consumer"], built.catalog.category[waiting["offer"]])
        before = built.state.need[place]
        built.step()
        assert np.median(built.state.need[place] - before) > 0.5
        assert built.groups.complete == 0 and built.tables()["redemptions"]["uses"].sum() == 0


def test_two_threads_give_the_same_as_one() -> None:
    one, two = (run(*SALE, STAYS, f"threads={threads}") for threads in (1, 2))
    assert different(one, two) == []
    assert np.isfinite(one["sales"]["paid_value"]).all()
