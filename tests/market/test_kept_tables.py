"""Tables that are kept when they are asked for."""

import pytest
from small_market import Tables, different, run


@pytest.fixture(scope="module")
def plain() -> Tables:
    return run()


@pytest.mark.parametrize("name", ["clicks", "feedback", "judgements"])
def test_keeping_a_table_changes_no_other(plain: Tables, name: str) -> None:
    kept = run(f"results.{name}=true")
    assert len(kept[name]) > 0
    assert different({each: kept[each] for each in kept if each != name}, plain) == []
