"""Every key of `conf/` with its value and the comment beside it: `python -m sim.run.parameters` writes docs/parameters.md."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from sim.run.compose import conf_dir
from sim.run.write import write_text

HOME = Path("docs/parameters.md")
SETTINGS = "hydra_settings"  # where files and logs go; nothing about the market
INTRO = """# Parameters

Made by `python -m sim.run.parameters` from the files of [`conf/`](../conf); change a number there, never here. A row
without a comment of its own is explained in the row of its block, above it, or at the head of its file.
"""
_COMMENT = re.compile(r"""(?:^|\s)\#\s?(.*)$""")


@dataclass(frozen=True)
class Row:
    """One key of a file. `value` is "" for a block; `above` are the comments of its blocks and of its file."""

    key: str
    value: str
    comment: str
    above: str


def parameters(folder: Path) -> str:
    """The whole page, in Markdown."""
    parts = [INTRO.strip()]
    for path in sorted(path for path in folder.rglob("*.yaml") if path.stem != SETTINGS):
        text = path.read_text(encoding="utf-8")
        found = [
            f"| {_cell(key)} | {_cell(value)} | {_cell(comment)} |"
            for key, value, comment in _gathered(rows(text))
        ]
        table = "\n".join(["| key | value | unit, source |", "|---|---|---|", *found]) if found else ""
        title = f"## {path.relative_to(folder).as_posix()}"
        parts += [part for part in (title, heading(text), table) if part]
    return "\n\n".join(parts) + "\n"


def _gathered(found: list[Row]) -> Iterator[tuple[str, str, str]]:
    """Key, value and comment of each line of a table; what has no comment stands in the line of its block."""
    plain: dict[str, list[str]] = {}
    for row in found:
        block, _, name = row.key.rpartition(".")
        if row.value and not row.comment and block:
            plain.setdefault(block, []).append(f"{name}: {row.value}")
    for row in found:
        value = ", ".join(plain.get(row.key, [])) or row.value
        if row.comment or row.key in plain or (row.value and "." not in row.key):
            yield f"`{row.key}`", value, row.comment


def heading(text: str) -> str:
    """The comment at the head of a file, as one paragraph; a line for the reader of configs (`@package`) is no comment."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# "))
    return " ".join(line for line in lines if not line.startswith("@package"))


def rows(text: str) -> list[Row]:
    """Every key of a file in the order of the lines. A value in braces or brackets is one row."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode):
        return []
    lines = text.splitlines()
    return list(_rows(root, "", heading(text), lines))


def _rows(block: yaml.MappingNode, prefix: str, above: str, lines: list[str]) -> Iterator[Row]:
    for name, node in block.value:
        key = f"{prefix}{name.value}"
        first = name.start_mark.line
        written_inside = isinstance(node, yaml.ScalarNode) or node.flow_style
        comment = _comment(lines, first, node.end_mark.line if written_inside else first)
        if isinstance(node, yaml.MappingNode) and not node.flow_style:
            yield Row(key, "", comment, above)
            yield from _rows(node, f"{key}.", f"{above} {comment}", lines)
        else:
            yield Row(key, _written(node), comment, above)


def _comment(lines: list[str], first: int, last: int) -> str:
    """The comment of a key: behind it and on the lines below that go on with it, or else on the lines right above it."""
    said = [text for line in lines[first : last + 1] if (text := _behind(line))]
    below = last + 1
    while said and below < len(lines) and _alone(lines[below]) and _goes_on(lines, below):
        said.append(lines[below].lstrip("# "))
        below += 1
    before = first
    while (
        not said
        and before > 0
        and _alone(lines[before - 1])
        and _indent(lines[before - 1]) == _indent(lines[first])
    ):
        before -= 1
    at_head = before == 0  # the head of the file is told once, not with the first key
    return " ".join(
        " ".join(said or [line.lstrip("# ") for line in lines[before:first] if not at_head]).split()
    )


def _goes_on(lines: list[str], place: int) -> bool:
    """Whether a line of comment goes on with what stands above it, rather than telling of the key below."""
    following = next(
        (line for line in lines[place:] if line.strip() and not line.lstrip().startswith("#")), ""
    )
    return _indent(lines[place]) > _indent(following) or bool(_behind(following))


def _behind(line: str) -> str:
    found = _COMMENT.search(line)
    return found.group(1).strip() if found else ""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _alone(line: str) -> bool:
    return line.lstrip().startswith("#")


def _written(node: yaml.Node) -> str:
    """A value on one line, numbers as they stand in the file."""
    if isinstance(node, yaml.SequenceNode):
        return f"[{', '.join(_written(each) for each in node.value)}]"
    if isinstance(node, yaml.MappingNode):
        return f"{{{', '.join(f'{_written(key)}: {_written(value)}' for key, value in node.value)}}}"
    return str(node.value)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    write_text(Path(sys.argv[1]) if len(sys.argv) > 1 else HOME, parameters(conf_dir()))
