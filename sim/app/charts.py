"""What stands below the controls: a few figures and pictures while the days go by, the whole report when they are over."""

from collections.abc import Iterator, Mapping
from importlib.resources import files

from sim.plots import pictures
from sim.plots.vector import colours
from sim.report.experiment import sections
from sim.report.folder import BASELINE, Experiment
from sim.report.headline import cards
from sim.report.html import Markup, join, tag
from sim.report.pictures import half
from sim.results import Results

LIVE = ("timeline", "prices", "effects", "shares")
"""Pictures of every day, in the order in which they are drawn; others wait for the last one."""


def drawings(arms: Mapping[str, Results], ended: bool) -> Iterator[Markup]:
    """The days so far of an experiment and, if it has one, of its baseline. ended: these are all days.

    Each drawing stands in the place of the one before; the report grows part by part, as some of them take seconds.
    """
    treated = next(iter(arms.values()))
    found = Experiment(treated, arms.get(BASELINE), treated.manifest)
    if not ended:
        yield join(cards(found), tag("div", *_live(found), class_="live"))
        return
    page = Markup()
    for part in sections(found):
        if part.inside:
            page = join(page, part.markup())
            yield page


def style() -> str:
    """CSS of what is drawn, which follows the reader's light or dark theme."""
    sheets = (files("sim.report") / "look.css", files("sim.app") / "page.css")
    return "".join([colours(), *(sheet.read_text(encoding="utf-8") for sheet in sheets)])


def _live(found: Experiment) -> Iterator[Markup]:
    for name, draw in pictures(found.treated, found.baseline):
        if name in LIVE:
            yield half(name, draw)
        if name == LIVE[-1]:
            return
