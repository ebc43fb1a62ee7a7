import ast
from pathlib import Path

import pytest

import sim.kernels


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def called(module: ast.Module) -> set[str]:
    """Names that a module uses, imports and definitions apart."""
    return {
        node.id for node in ast.walk(module) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


EQUATIONS = [
    node.name
    for file in sorted(Path(sim.kernels.__file__).parent.glob("*.py"))
    for node in tree(file).body
    if isinstance(node, ast.FunctionDef)
    and "equation" in {each.id for each in node.decorator_list if isinstance(each, ast.Name)}
]
USED = set().union(
    *(called(tree(file)) for file in Path(__file__).parent.glob("test_*.py") if file != Path(__file__))
)


@pytest.mark.parametrize("name", EQUATIONS)
def test_every_equation_is_asked_by_a_test_beside_this_one(name: str) -> None:
    assert name in USED
