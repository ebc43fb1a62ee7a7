"""Tables on the page: they scroll sideways where the screen is narrow."""

from collections.abc import Sequence

from sim.report.html import Markup, join, tag


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], about: str, texts: int = 1, last: str = ""
) -> Markup:
    """A table whose first column names its rows. texts: columns from the left that hold text; last: class of the last row."""
    columns = tag(
        "tr", *(tag("th", name, scope="col", class_=_kind(i, texts)) for i, name in enumerate(head))
    )
    lines = [
        tag(
            "tr",
            tag("th", row[0], scope="row"),
            *(tag("td", cell, class_=_kind(i, texts)) for i, cell in enumerate(row[1:], 1)),
            class_=last if number == len(rows) else None,
        )
        for number, row in enumerate(rows, 1)
    ]
    inner = tag("table", tag("thead", columns), tag("tbody", *lines), aria_label=about)
    return (
        tag("div", inner, class_="scroll", role="region", aria_label=about, tabindex=0) if rows else Markup()
    )


def facts(pairs: Sequence[tuple[str, str]]) -> Markup:
    """Names and what they are."""
    told = (tag("div", tag("dt", name), tag("dd", value)) for name, value in pairs if value)
    return tag("dl", join(*told), class_="facts")


def card(label: str, figure: str, notes: Sequence[str], mood: str = "") -> Markup:
    """One large figure with notes below. mood: gain, loss or nothing."""
    return tag(
        "div",
        tag("p", label, class_="label"),
        tag("p", figure, class_=f"figure {mood}".strip()),
        *(tag("p", note, class_="note") for note in notes if note),
        class_="card",
    )


def _kind(place: int, texts: int) -> str | None:
    return None if place < texts else "number"
