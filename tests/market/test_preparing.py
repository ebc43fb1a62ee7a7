"""What is prepared against faults is paid once, and by whom it should be."""

import pandas as pd
from omegaconf import DictConfig
from small_market import FESTIVAL, market

from sim.market.closing import check


def prepared(cfg: DictConfig) -> None:
    cfg.campaign.double11.tasks = {
        "load_test": {"of": "server", "restores": 0.5, "cost": 100.01},
        "drill": {"of": "service", "restores": 0.5, "cost": 30},
    }


def test_tasks_are_paid_on_the_first_day_of_preparation_to_the_cent() -> None:
    with market(*FESTIVAL, edit=prepared) as built:
        for _ in range(6):
            built.step()
            check(built)
        ledger = built.tables()["ledger"].query("purpose == 'preparation'")
        n = built.n
    assert (ledger["date"] == pd.Timestamp("2025-11-04")).all()
    paid = ledger.groupby("payer", observed=True)["cents"].sum()
    assert paid.to_dict() == {"platform": round(10001 * n / 1000), "shop": round(3000 * n / 1000)}
