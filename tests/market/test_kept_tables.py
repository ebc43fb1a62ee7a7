"""Tables that are kept when they are asked for."""

import pandas as pd
import pytest
from small_market import Tables, different, run


@pytest.fixture(scope="module")
def plain() -> Tables:
    return run()


@pytest.mark.parametrize("asked", ["clicks=true", "feedback=true", "judgements=true", "snapshots=8"])
def test_keeping_a_table_changes_no_other(plain: Tables, asked: str) -> None:
    name, kept = asked.split("=")[0], run(f"results.{asked}")
    assert len(kept[name]) > 0
    assert different({each: kept[each] for each in kept if each != name}, plain) == []


def test_every_eighth_evening_has_its_snapshot_and_the_last_is_the_table_of_consumers(plain: Tables) -> None:
    kept = run("results.snapshots=8")["snapshots"]
    days = kept["date"].drop_duplicates()
    assert len(days) == 3 and (days.diff().dropna().dt.days == 8).all()
    last = kept[kept["date"] == days.iloc[-1]].reset_index(drop=True)
    pd.testing.assert_frame_equal(last, plain["consumers"], check_categorical=False)
    assert (kept.groupby("consumer")["orders"].diff().dropna() >= 0).all()
