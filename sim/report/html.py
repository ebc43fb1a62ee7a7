"""Text → HTML: every piece of text is escaped unless it is markup already."""

from html import escape
from typing import NamedTuple

VOID = ("meta", "br")


class Markup(str):
    """Text that is HTML."""

    __slots__ = ()


def tag(element: str, *inside: str, **attributes: str | int | bool | None) -> Markup:
    """`<name attributes>inside</name>`; class_ is class, a_b is a-b; True stands alone, False and None are left out."""
    told = "".join(_attribute(key, value) for key, value in attributes.items() if value not in (None, False))
    return Markup(
        f"<{element}{told}>" if element in VOID else f"<{element}{told}>{join(*inside)}</{element}>"
    )


def join(*pieces: str) -> Markup:
    """The pieces one after another."""
    return Markup("".join(piece if isinstance(piece, Markup) else escape(piece) for piece in pieces))


class Section(NamedTuple):
    """A part of the page: its heading and what stands below."""

    title: str
    inside: Markup

    @property
    def name(self) -> str:
        """What links to it."""
        return self.title.lower().replace(" ", "-")

    def markup(self) -> Markup:
        return tag("section", tag("h2", self.title, id=self.name), self.inside, aria_labelledby=self.name)


def section(title: str, *inside: str) -> Section:
    """A part of the page; it is left out when nothing is inside."""
    return Section(title, join(*inside))


def details(summary: str, *inside: str) -> Markup:
    """Something that is there for those who open it."""
    return tag("details", tag("summary", summary), *inside)


def _attribute(key: str, value: str | int | bool | None) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
