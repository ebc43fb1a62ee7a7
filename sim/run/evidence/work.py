"""Rows are examined, several at a time; what was found once by the same code and configs is not run again."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from joblib import Parallel, delayed

from sim.run.arms import outside
from sim.run.check import check
from sim.run.compose import compose
from sim.run.evidence.judging import Finding, examine
from sim.run.evidence.rows import Row
from sim.run.sweep.key import DIGITS, key_of
from sim.run.write import write_json


def findings(rows: Sequence[Row], shelf: Path, jobs: int = 1) -> Iterator[tuple[Row, Finding]]:
    """Each row with what it gave, in order; `jobs` processes at a time. shelf: folder that keeps what was found."""
    groups = [list(kin) for _, kin in groupby(rows, lambda row: (row.experiment, row.common))]
    found = Parallel(n_jobs=jobs, return_as="generator")(delayed(examined)(kin, shelf) for kin in groups)
    for kin, their in zip(groups, found, strict=True):
        yield from zip(kin, their, strict=True)


def examined(rows: Sequence[Row], shelf: Path) -> list[Finding]:
    """The findings of rows that share arms: taken from the shelf, or run and put there."""
    return [_kept(row, shelf / f"{key_of_row(row)}.json") for row in rows]


def _kept(row: Row, file: Path) -> Finding:
    if not file.exists():
        write_json(file, asdict(examine(row)))
    return Finding(**json.loads(file.read_text(encoding="utf-8")))


def key_of_row(row: Row) -> str:
    """Hexadecimal digest of the row, of the configs of its arms, and of the sources that simulate and measure them."""
    arms = {(*row.common, *arm, *row.shock) for arm in (row.off, row.on)}
    arms |= {(*row.common, *arm) for arm in (row.off, row.on)}
    twins = {(*outside(arm, row.versus), *row.versus) for arm in arms}
    configs = {" ".join(arm): check(compose(row.experiment, *arm)) for arm in arms | twins}
    return sha256(f"{row!r} {key_of(configs)}".encode()).hexdigest()[:DIGITS]
