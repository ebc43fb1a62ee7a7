from dataclasses import replace
from pathlib import Path

import pytest

from sim.run.evidence import Row, examine, rows_in

ROWS = rows_in(Path(__file__).parent)
EVERYDAY = 3  # seeds of a quick row: its effect is large


def parameter(row: Row) -> object:
    return pytest.param(row, id=f"{row.id} {row.name}", marks=[] if row.quick else [pytest.mark.slow])


@pytest.mark.parametrize("row", [parameter(row) for row in ROWS])
def test_the_mechanism_moves_what_it_should(row: Row) -> None:
    found = examine(replace(row, seeds=min(row.seeds, EVERYDAY)) if row.quick else row)
    assert found.holds, f"{row.direction} expected; {found}"
