"""What a page plays: a session begun when it is asked for, stepped day by day, drawn every few days."""

import shlex
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock

from sim.app.charts import drawings
from sim.app.session import Session
from sim.run.errors import ConfigError

ALL_DAYS = sys.maxsize
BEGINNING = (
    "The markets are being built. The first time, the equations are compiled, which takes a minute or more."
)


@dataclass(frozen=True)
class Shown:
    """What a page shows: how far the markets are, what is being done or is wrong, and what was drawn after which day."""

    day: int = 0
    days: int = 0
    today: date | None = None
    note: str = ""
    error: str = ""
    drawing: str = ""
    drawn_on: int = 0


class Player:
    """Plays one session; another begins when something else is asked for, or when all days are over."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._session: Session | None = None
        self._asked = ("", "")
        self._shown = Shown()
        self._left = False

    def play(
        self, name: str, overrides: str, days: int, every: int, wanted: Callable[[], bool]
    ) -> Iterator[Shown]:
        """Play some days of an experiment for as long as they are `wanted`; yields what to show, after each day.

        overrides: text as on the command line. days: 0 shows where the session stands. every: days from drawing to drawing.
        """
        with self._lock:
            try:
                if days and self._is_new(name, overrides):
                    self._drop()
                    yield Shown(note=BEGINNING)
                    self._begin(name, overrides)
                if self._session is not None:
                    yield from self._play(self._session, days, every, wanted)
            except ConfigError as error:
                stopped = replace(self._shown, error=str(error))
                self._drop()
                yield stopped

    def leave(self) -> None:
        """Let the session go as soon as the day that is being played is over."""
        self._left = True
        with self._lock:
            self._drop()

    def _is_new(self, name: str, overrides: str) -> bool:
        return self._session is None or self._session.ended or self._asked != (name, overrides)

    def _begin(self, name: str, overrides: str) -> None:
        try:
            words = shlex.split(overrides)
        except ValueError as error:
            raise ConfigError(f"{overrides}: cannot be read as on the command line: {error}") from error
        self._session, self._asked = Session(name, *words), (name, overrides)

    def _play(self, session: Session, days: int, every: int, wanted: Callable[[], bool]) -> Iterator[Shown]:
        last = min(session.day + days, session.days)
        while session.day < last and wanted() and not self._left:
            session.step()
            self._shown = replace(self._shown, day=session.day, days=session.days, today=session.today)
            yield self._shown
            if session.day % every == 0:
                yield from self._draw(session)
        if self._shown.drawn_on != session.day:
            yield from self._draw(session)

    def _draw(self, session: Session) -> Iterator[Shown]:
        for drawing in drawings(session.results(), session.ended):
            self._shown = replace(self._shown, drawing=drawing, drawn_on=session.day)
            yield self._shown

    def _drop(self) -> None:
        if self._session is not None:
            self._session.close()
        self._session, self._shown = None, Shown()
