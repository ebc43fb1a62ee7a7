"""Pictures on the page: one drawing for a wide column, one for a phone, each in the colours of the page."""

from collections.abc import Mapping

from sim.plots.vector import Draw, Sheet, narrow, wide
from sim.report.html import Markup, join, tag


def picture(name: str, draw: Draw) -> Markup:
    """A picture over the whole column."""
    return _figure({"wide": wide(draw, name), "narrow": narrow(draw, name)})


def half(name: str, draw: Draw) -> Markup:
    """A picture that two of stand side by side, where there is room."""
    return _figure({"half": narrow(draw, name)})


def pair(*pictures: Markup) -> Markup:
    """Pictures side by side, where there is room."""
    return tag("div", *pictures, class_="pair")


def _figure(sheets: Mapping[str, Sheet]) -> Markup:
    first = next(iter(sheets.values()))
    alternative = f"Chart: {first.title}" + (f" ({first.note})" if first.note else "")
    caption = tag("figcaption", tag("h3", first.title), tag("p", first.note) if first.note else "")
    drawn = (
        tag("div", Markup(sheet.svg), class_=f"sheet {size}", role="img", aria_label=alternative)
        for size, sheet in sheets.items()
    )
    return tag("figure", caption, join(*drawn))
