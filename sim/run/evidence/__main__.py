"""`python -m sim.run.evidence [ID ...]`."""

import sys

from sim.run.compose import conf_dir
from sim.run.evidence import examine, report, rows_in


def main(wanted: list[str]) -> int:
    """Run the rows whose id is wanted (none named: all); returns 1 when one fails, else 0."""
    root = conf_dir().parent
    rows = [row for row in rows_in(root / "tests" / "evidence") if not wanted or row.id in wanted]
    findings = []
    for row in rows:
        found = examine(row)
        findings.append((row, found))
        verdict = "holds" if found.holds else "FAILS"
        print(f"{row.id:9} {verdict} {row.name}: {found.off:.5g} -> {found.on:.5g}, {row.direction} "
              f"[{found.low:+.4g}, {found.high:+.4g}]", flush=True)  # fmt: skip
    if not wanted:
        (root / "docs" / "evidence.md").write_text(report(findings), encoding="utf-8")
    return 0 if all(found.holds for _, found in findings) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
