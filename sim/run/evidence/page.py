"""The page of evidence."""

from collections.abc import Iterable, Mapping
from typing import Any

from sim.run.evidence.judging import Finding
from sim.run.evidence.rows import Row
from sim.run.sweep.key import DIGITS, code_digest

NOTHING: Mapping[str, Any] = {}


def report(findings: Iterable[tuple[Row, Finding]]) -> str:
    """The table of `docs/evidence.md`."""
    lines = [HEAD.format(code=code_digest()[:DIGITS])]
    for row, found in findings:
        changed = _overrides((*row.shock, *(f"against {each}" for each in row.versus)))
        cells = (
            row.id, row.name, _overrides(row.off), _overrides(row.on), changed,
            _measure(row), row.direction,
            f"{found.off:.5g}", f"{found.on:.5g}", f"{found.difference:+.4g}",
            f"{found.low:+.4g} … {found.high:+.4g}", "holds" if found.holds else "**fails**", row.seeds,
        )  # fmt: skip
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


HEAD = """# Evidence

Written by `python -m sim.run.evidence` from the rows in `tests/evidence`; do not edit by hand.
Each row runs the same market twice on the same seeds, with one thing changed. *up* and *down*: the 95 % t interval of the
mean paired difference excludes 0 on that side; *unchanged*: it lies within 2 % of the off arm, or the margin of the row;
*zero*: no seed differs at all; *nothing*: the measure is 0 in both arms on every seed. With a *shock*, off and on are relative
changes that the shock brings about; *against* other overrides, they are what each arm changes against its own twin with these.
A measure *beside* another is compared with it: the off arm is measured by the second. Money is in cents. Digest of the
sources that ran: `{code}`.

| id | mechanism | off | on | shock | measure | expected | off mean | on mean | difference | 95 % interval | verdict | seeds |
|---|---|---|---|---|---|---|--:|--:|--:|---|---|--:|"""


def _overrides(arm: tuple[str, ...]) -> str:
    return "<br>".join(f"`{each}`" for each in arm) or "–"


def _measure(row: Row) -> str:
    """What is measured; with what the off arm is measured by instead, if the row says so."""
    return _metric(**row.figure) + (f" beside {_metric(**row.beside)}" if row.beside else "")


def _metric(metric: str, where: Mapping[str, Any] = NOTHING, per: Mapping[str, Any] = NOTHING) -> str:
    filters = ", ".join(f"{key} {_listed(value)}" for key, value in where.items())
    text = f"{metric} ({filters})" if filters else metric
    return f"{text} / {_metric(**per)}" if per else text


def _listed(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
