"""`python -m sim.run.facts [ID ...]`."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from sim.run.arguments import positive
from sim.run.compose import conf_dir
from sim.run.facts import facts_in, findings, page, settings_in


def main(arguments: Sequence[str], folder: Path | None = None) -> int:
    """Measure the facts of `folder` that are named (none: all, and write the page). A fact outside is no failure."""
    root = conf_dir().parent
    given = _parser().parse_args(arguments)
    folder = folder or root / "tests" / "facts"
    known = facts_in(folder)
    unknown = sorted(set(given.id) - {fact.id for fact in known})
    if unknown:
        print(
            f"no fact {', '.join(unknown)}; there are {', '.join(fact.id for fact in known)}", file=sys.stderr
        )
        return 2
    settings = {name: each.sized(given.seeds, given.size) for name, each in settings_in(folder).items()}
    found = []
    for fact, finding in findings(
        [f for f in known if not given.id or f.id in given.id], settings, given.jobs
    ):
        found.append((fact, finding))
        verdict = "inside" if finding.inside else "OUTSIDE"
        print(
            f"{fact.id:5} {verdict:7} {finding.mean:8.3g} [{finding.low:.3g}, {finding.high:.3g}]"
            f" of [{fact.band[0]:g}, {fact.band[1]:g}]  {fact.statement}",
            flush=True,
        )
    if not given.id:
        given.out.write_text(page(found, settings), encoding="utf-8")
    return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m sim.run.facts", description="Facts of the literature, measured here."
    )
    parser.add_argument("id", nargs="*", help="numbers of the facts; none: all, and the page is written")
    parser.add_argument("--seeds", type=positive, help="seeds of every setting, instead of its own number")
    parser.add_argument("--size", type=positive, help="consumers of every market, instead of the setting's")
    parser.add_argument("--jobs", type=positive, default=2, help="processes that share the work (2)")
    parser.add_argument(
        "--out", type=Path, default=conf_dir().parent / "docs" / "facts.md", help="the page to write"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
