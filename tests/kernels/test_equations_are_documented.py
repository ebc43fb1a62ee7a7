"""Every equation has a table of its arguments, with units, and a source; pure mathematics and draws explain themselves."""

import ast
import re
from pathlib import Path

import pytest

import sim.kernels

PURE = ("maths", "draw")
"""Modules of mathematics and keyed draws."""
HELPERS = ("ones", "gumbel", "may_exceed", "added")
"""Mathematics that stands where it is used."""
HEAD = ["name", "type", "unit", "meaning"]

EQUATIONS = [
    pytest.param(node, id=f"{file.stem}.{node.name}")
    for file in sorted(Path(sim.kernels.__file__).parent.glob("*.py"))
    for node in ast.parse(file.read_text(encoding="utf-8")).body
    if isinstance(node, ast.FunctionDef)
    and "equation" in {each.id for each in node.decorator_list if isinstance(each, ast.Name)}
    and file.stem not in PURE
    and node.name not in HELPERS
]


def test_there_are_equations() -> None:
    assert len(EQUATIONS) > 30


@pytest.mark.parametrize("node", EQUATIONS)
def test_every_argument_of_an_equation_stands_in_its_table_with_unit_and_meaning(
    node: ast.FunctionDef,
) -> None:
    parts = re.split(r"^=[ =]*=$", ast.get_docstring(node) or "", flags=re.MULTILINE)
    assert len(parts) == 4, "a table has a head and rows between three rules"
    head, *rows = [re.split(r" {2,}", line) for part in parts[1:3] for line in part.strip().splitlines()]
    assert head == HEAD
    assert [row[0] for row in rows] == [each.arg for each in node.args.args]
    assert all(len(row) == len(HEAD) and all(row) for row in rows)


@pytest.mark.parametrize("node", EQUATIONS)
def test_every_equation_names_its_source(node: ast.FunctionDef) -> None:
    assert re.search(r"^Source: \S", ast.get_docstring(node) or "", flags=re.MULTILINE)
