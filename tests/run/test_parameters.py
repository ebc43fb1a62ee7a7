import re
from pathlib import Path

import pytest

from sim.run.parameters import heading, parameters, rows

ROOT = Path(__file__).parents[2]
CONF = ROOT / "conf"
FILES = sorted(
    path.relative_to(CONF).as_posix() for path in CONF.rglob("*.yaml") if path.stem != "hydra_settings"
)
NUMBER = re.compile(r"(?<![\w.])-?\d+(\.\d+)?(?![\w.-])")
EXPLAINED = re.compile(
    r"assumption|judgement|preset|source|by definition|\b(19|20)\d\d\b|"
    r"\b(yuan|days?|hours|share|chance|log-odds|utility|purchases?|units?|consumers?|shops?|products?|friends|stars|impressions|"
    r"reviews|deviations?|sigma|multiplier|multiple|weight|rate|rise|cost|gaps|threads|seeds?|limit)\b",
    re.IGNORECASE,
)


def test_the_page_of_parameters_is_up_to_date() -> None:
    written = (ROOT / "docs" / "parameters.md").read_text(encoding="utf-8")
    assert written == parameters(CONF), "run python -m sim.run.parameters"


@pytest.mark.parametrize("name", FILES)
def test_every_number_has_a_unit_a_source_or_the_word_assumption_beside_it(name: str) -> None:
    text = (CONF / name).read_text(encoding="utf-8")
    bare = [
        f"{row.key}: {row.value}"
        for row in rows(text)
        if row.key != "question"
        and NUMBER.search(row.value)
        and not EXPLAINED.search(f"{row.comment} {row.above}")
    ]
    assert not bare


TEXT = """# @package _global_
# Shares of the market.
first: 0.2 # yuan; a long
  # story
# told of second
second: {a: 1, b: [2, 3]}
block: # days
  third: 0.40
  names:
    - x
    - y
"""


def test_a_comment_belongs_to_the_key_that_it_stands_behind_or_above() -> None:
    found = {row.key: row for row in rows(TEXT)}
    assert heading(TEXT) == "Shares of the market."
    assert found["first"].comment == "yuan; a long story"
    assert found["second"].comment == "told of second"
    assert found["block.third"].above.split() == ["Shares", "of", "the", "market.", "days"]
    assert found["block.names"].comment == ""


def test_values_stand_as_they_are_written() -> None:
    found = {row.key: row.value for row in rows(TEXT)}
    assert found == {
        "first": "0.2",
        "second": "{a: 1, b: [2, 3]}",
        "block": "",
        "block.third": "0.40",
        "block.names": "[x, y]",
    }
