"""Offers for members move feelings; a form of promotion is new until others have used it."""

import numpy as np
import pytest
from small_market import Tables, different, market, run

MEMBERS = (
    "campaign=plain", "calendar.start=2025-09-25", "calendar.days=8", "population.size=600",
    "campaign.plain.phases.after=2025-10-02", "campaign.plain.end=2025-10-03",
    "platform.tiers=[0]", "platform.enrolment.enabled=true", "platform.enrolment.base=-4",
    "+promotion@campaign.plain.promotions.member_day=member_day", "++campaign.plain.promotions.member_day.days=all",
)  # fmt: skip


@pytest.fixture(scope="module")
def cold() -> Tables:
    return run(*MEMBERS)


def test_offers_for_members_please_members_and_slight_only_the_others(cold: Tables) -> None:
    before = cold["consumers"]
    used = run(*MEMBERS, "platform.privilege.use=0.3")["consumers"]
    rise = used["loyalty"] - before["loyalty"]
    assert (
        rise[before["member"]].mean() > 0.01
        and rise[before["member"]].mean() > 5 * rise[~before["member"]].mean()
    )
    left_out = run(*MEMBERS, "platform.privilege.excluded=0.3")["consumers"]
    assert left_out["satisfaction"].mean() < before["satisfaction"].mean()


def test_without_an_offer_for_members_nobody_minds(cold: Tables) -> None:
    nobody = (
        "++campaign.plain.promotions.member_day.tier=0",
        "platform.privilege.use=0.3",
        "platform.privilege.excluded=0.3",
    )
    assert different(run(*MEMBERS, nobody[0]), run(*MEMBERS, *nobody)) == []


def test_a_form_is_new_to_its_first_user_and_old_to_who_comes_after_all_others() -> None:
    with market(
        *MEMBERS[:6],
        "consumer.wearout.novelty=1",
        "+campaign.plain.promotions.first={level: shop, phases: [warm_up], spend: 100, amount: 1}",
        "+campaign.plain.promotions.again={level: shop, phases: [launch], spend: 100, amount: 2}",
        "+campaign.plain.promotions.other={level: item, phases: [launch], percent: 0.1}",
    ) as built:
        built.step()
        assert built.formats.fresh == {"first": 1.0} and built.offers["on_deal"].max() == 2
        for _ in range(4):
            built.step()
        assert built.formats.fresh == {"again": 0.0, "other": 1.0}
        built.step()
        assert built.formats.fresh == {"again": 0.0, "other": 1.0}
        assert np.allclose(built.offers["on_deal"], 2)
