import numpy as np
from small_market import different, market, run

from sim.kernels.membership import MEMBER

DAYS = (
    *("campaign=plain", "calendar.start=2025-09-24", "calendar.days=14", "population.size=800"),
    *("campaign.plain.phases.after=2025-10-06", "campaign.plain.end=2025-10-08"),
)
MEMBERS = "platform.tiers=[0,400]"
ON = "platform.enrolment.enabled=true"


def member_share(*overrides: str) -> float:
    return run(*DAYS, MEMBERS, ON, *overrides)["consumers"]["member"].mean()


def test_only_members_of_the_programme_have_a_tier() -> None:
    with market(*DAYS, MEMBERS, ON) as built:
        built.run()
        member = (built.state.flags & MEMBER) > 0
        assert ((built.state.tier > 0) == member).all() and 0 < member.mean() < 1


def test_when_everybody_joins_at_once_it_is_as_if_nobody_had_to() -> None:
    offer = "+promotion@campaign.plain.promotions.member_day=member_day"
    willing = (ON, "platform.enrolment.base=50", "platform.enrolment.loss=0")
    asked, all_in = run(*DAYS, MEMBERS, offer, *willing), run(*DAYS, MEMBERS, offer)
    assert asked["consumers"].pop("member").all()
    assert different(asked, all_in) == []


def test_an_offer_for_members_and_orders_bring_people_in() -> None:
    offer = "+promotion@campaign.plain.promotions.member_day=member_day"
    assert member_share("platform.enrolment.orders=0") < member_share("platform.enrolment.orders=2")
    assert member_share(offer, "platform.enrolment.benefit=0") < member_share(
        offer, "platform.enrolment.benefit=40"
    )


def test_members_who_are_reminded_come_and_nobody_else_notices() -> None:
    def buyers(strength: float) -> tuple[set[int], set[int]]:
        with market(*DAYS, "platform.tiers=[100]", f"+campaign.plain.reminder.launch={strength}") as built:
            for _ in range(6):
                built.step()
            orders, tier = built.tables()["orders"], built.state.tier
        today = orders["consumer"][orders["date"] == "2025-09-29"]
        return set(today[tier[today] > 0]), set(today[tier[today] == 0])

    (some, others), (reminded, the_same) = buyers(0), buyers(3)
    assert len(reminded & some) > 0.9 * len(some) and len(reminded) > 1.3 * len(some) > 0
    assert others == the_same


def test_with_a_tier_goes_some_loyalty() -> None:
    with market(*DAYS, MEMBERS, ON, "platform.enrolment.base=50", "platform.enrolment.loss=0.5") as built:
        for _ in range(8):
            built.step()
        top, before = built.state.tier == 2, built.state.loyalty.sum(axis=1)
        built.state.recent[:] = 0
        built.step()
        left = built.state.loyalty.sum(axis=1) / before.clip(1e-6)
    known = before > 0.1
    assert np.median(left[top & known]) < 0.7 < 0.9 < np.median(left[~top & known])
