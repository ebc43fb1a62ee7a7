"""`python -m sim.report FOLDER` writes FOLDER/report.html and prints where."""

import argparse
import sys
from pathlib import Path

from sim.report import NotAReport, write


def main() -> int:
    """Returns the exit code: 0, or 2 for a folder of which no report can be made."""
    parser = argparse.ArgumentParser(
        prog="python -m sim.report",
        description="One HTML page about an experiment or a sweep; it needs no network and no other file.",
    )
    parser.add_argument(
        "folder", type=Path, help="what `python -m sim` wrote, e.g. outputs/double11/<date and time>"
    )
    parser.add_argument("--to", type=Path, metavar="FILE", help="instead of FOLDER/report.html")
    asked = parser.parse_args()
    try:
        print(write(asked.folder, asked.to))
    except NotAReport as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
