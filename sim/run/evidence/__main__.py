"""`python -m sim.run.evidence [ID ...]`."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from sim.run.arguments import positive
from sim.run.compose import conf_dir
from sim.run.evidence import findings, report, rows_in
from sim.run.write import write_text


def main(arguments: Sequence[str], folder: Path | None = None) -> int:
    """Examine the rows of `folder` that are named (none: all, and write the page); returns 1 when one fails, else 0."""
    root = conf_dir().parent
    given = _parser(root).parse_args(arguments)
    known = rows_in(folder or root / "tests" / "evidence")
    unknown = sorted(set(given.id) - {row.id for row in known})
    if unknown:
        print(f"no row of {', '.join(unknown)}; there are rows of {', '.join(sorted({r.id for r in known}))}",
              file=sys.stderr)  # fmt: skip
        return 2
    found = []
    for row, finding in findings(
        [r for r in known if not given.id or r.id in given.id], given.shelf, given.jobs
    ):
        found.append((row, finding))
        verdict = "holds" if finding.holds else "FAILS"
        print(f"{row.id:9} {verdict} {row.name}: {finding.off:.5g} -> {finding.on:.5g}, {row.direction} "
              f"[{finding.low:+.4g}, {finding.high:+.4g}]", flush=True)  # fmt: skip
    if not given.id:
        write_text(given.out, report(found))
    return 0 if all(finding.holds for _, finding in found) else 1


def _parser(root: Path) -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m sim.run.evidence",
        description="Does each mechanism move what it should? What was found before by the same code is not run again.",
    )
    parser.add_argument("id", nargs="*", help="ids of rows; none: all, and the page is written")
    parser.add_argument("--jobs", type=positive, default=2, help="processes that share the rows (2)")
    parser.add_argument(
        "--shelf", type=Path, default=root / "outputs" / "evidence", help="what was found is kept here"
    )
    parser.add_argument("--out", type=Path, default=root / "docs" / "evidence.md", help="the page to write")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
