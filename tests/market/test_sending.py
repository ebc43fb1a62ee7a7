from datetime import date

import numpy as np
import pytest
from small_market import different, market, run

from sim.core.rfm import CLASSES
from sim.market.sending import classes
from sim.strategies.promotion import Promotion

CAMPAIGN = (
    "campaign=sent_coupon",
    *(
        f"campaign.sent_coupon.phases.{phase}=2025-11-{day:02}"
        for phase, day in (("warm_up", 6), ("launch", 10), ("after", 16))
    ),
    "campaign.sent_coupon.end=2025-11-20",
)
OFFER = "campaign.sent_coupon.promotions.mailing"
SENT = date(2025, 11, 6)


def sent_to(*overrides: str) -> tuple[np.ndarray, np.ndarray]:
    """Who got the coupon, and what everybody had spent on the morning on which it was sent."""
    with market(*CAMPAIGN, *overrides) as built:
        while not built.claimed:
            spent = built.state.spent.copy()
            built.step()
        assert built.date == SENT
        return built.tables()["touches"]["consumer"].to_numpy(), spent


def test_a_coupon_by_spending_goes_to_those_who_spent_most_and_by_lot_to_anybody():
    best, spent = sent_to(f"{OFFER}.by_spending=1")
    assert len(best) == 150
    assert spent[best].min() >= np.delete(spent, best).max()
    by_lot, spent = sent_to(f"{OFFER}.by_spending=0")
    assert len(by_lot) == 150
    assert abs(spent[by_lot].mean() / spent.mean() - 1) < 0.35 < spent[best].mean() / spent.mean() - 1


def test_a_coupon_for_an_rfm_class_goes_to_customers_of_this_class_only():
    early = [
        f"campaign.sent_coupon.phases.{phase}=2025-11-{day}"
        for phase, day in (("warm_up", 12), ("launch", 14))
    ]
    with market(*CAMPAIGN, *early, f"{OFFER}.sent=1", f"+{OFFER}.classes=[champions,lost]") as built:
        while not built.claimed:
            known = classes(built)
            built.step()
        sent = built.tables()["touches"]["consumer"].to_numpy()
    wanted = [CLASSES.index(name) for name in ("champions", "lost")]
    assert 0 < len(sent) < 0.6 * len(known)
    assert np.array_equal(sent, np.flatnonzero(np.isin(known, wanted)))
    assert set(known[sent]) == set(wanted)


def test_a_quota_bounds_how_many_are_sent():
    assert len(sent_to(f"+{OFFER}.quota=20")[0]) == 20


def test_a_coupon_is_sent_only_to_those_whom_it_is_for():
    with market(*CAMPAIGN, f"+{OFFER}.regions=[west]") as built:
        built.run()
        tables = built.tables()
    people = tables["consumers"].set_index("consumer")["region"]
    got = people[tables["touches"]["consumer"]]
    assert set(got) == {"west"} and len(got) == round(0.3 * (people == "west").sum())


def test_who_is_sent_a_coupon_does_not_depend_on_threads():
    assert different(run(*CAMPAIGN), run(*CAMPAIGN, "threads=2")) == []


def test_only_those_who_were_sent_a_coupon_pay_less():
    tables = run(*CAMPAIGN)
    reduced = tables["orders"].query("paid_value < list_value")
    touched = set(tables["touches"]["consumer"])
    inside = reduced[(reduced["date"] >= "2025-11-10") & (reduced["date"] < "2025-11-16")]
    assert len(inside) and set(inside["consumer"]) <= touched


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({"level": "shop", "sent": 0.2}, "sent: 0.2 is not right; write 0 unless the level is coupon"),
        ({"level": "coupon", "sent": 0.2, "claim_rate": 0.1}, "sent: 0.2 is not right"),
        (
            {"level": "coupon", "by_spending": 0.5},
            "by_spending: 0.5 is not right; write 0 unless the coupon is sent",
        ),
        ({"level": "coupon", "classes": ["lost"]}, 'write "all" unless the coupon is sent'),
        ({"level": "coupon", "sent": 0.2, "classes": ["rich"]}, "champions, loyal, new, occasional"),
    ],
)
def test_a_coupon_is_either_sent_or_claimed(terms: dict, told: str):
    with pytest.raises(ValueError, match=told):
        Promotion.build("here", {"name": "here", "phases": ["launch"], "amount": 5, **terms})
