"""A folder → one HTML file that needs nothing else."""

from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from sim.plots.vector import colours
from sim.report import experiment, headline, sweep
from sim.report.folder import Experiment, Sweep, read
from sim.report.html import Markup, Section, section, tag
from sim.report.numbers import plural
from sim.report.provenance import provenance
from sim.run.write import write_text

NAME = "report.html"


def write(folder: str | Path, to: str | Path | None = None) -> Path:
    """Write the report of an experiment or a sweep to `to` (FOLDER/report.html) and return its path.

    Raises NotAReport for a folder that is missing, unfinished or of another kind.
    """
    folder = Path(folder)
    path = folder / NAME if to is None else Path(to)
    write_text(path, page(folder))
    return path


def page(folder: Path) -> str:
    """The report as text."""
    told = _told(read(folder))
    parts = [part for part in told.parts if part.inside]
    header = tag(
        "header",
        tag("p", f"{told.kind} · {told.name}", class_="kicker"),
        tag("h1", str(told.config.get("question") or told.name.capitalize())),
        tag("p", told.verdict, class_="lede"),
        tag("p", told.size, class_="quiet"),
        tag("nav", *(tag("a", part.title, href=f"#{part.name}") for part in parts), aria_label="Contents"),
    )
    main = tag("main", *(part.markup() for part in parts))
    footer = tag(
        "footer",
        tag("p", "Written by Bazaar. The effects are those of the model, not a forecast for any firm."),
    )
    return f"<!DOCTYPE html>\n{tag('html', _head(told), tag('body', header, main, footer), lang='en')}\n"


class _Told(NamedTuple):
    kind: str
    config: Mapping[str, Any]
    verdict: str
    size: str
    parts: Iterable[Section]

    @property
    def name(self) -> str:
        return str(self.config.get("experiment") or "run").replace("_", " ")


def _told(found: Experiment | Sweep) -> _Told:
    if isinstance(found, Experiment):
        config = found.treated.config
        size = f"{_people(config)}, {plural(len(found.treated.seeds), 'seed')}"
        parts = [*experiment.sections(found), section("Provenance", provenance(found.manifest))]
        return _Told("Experiment", config, headline.verdict(found), size, parts)
    config = found.runs[0].config()
    size = f"{plural(len(found.runs), 'job')}, {_people(config)}, {plural(len(found.runs[0].manifest['seeds']), 'seed')} each"
    return _Told("Sweep", config, sweep.verdict(found), size, sweep.sections(found))


def _people(config: Mapping[str, Any]) -> str:
    size, days = config.get("population", {}).get("size", 0), config.get("calendar", {}).get("days", 0)
    return f"{plural(size, 'consumer')}, {plural(days, 'day')}"


def _head(told: _Told) -> Markup:
    sheets = (files("sim.report") / name for name in ("look.css", "page.css"))
    style = "".join([colours(), *(sheet.read_text(encoding="utf-8") for sheet in sheets)])
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{told.name} · Bazaar"),
        tag("style", Markup(style)),
    )
