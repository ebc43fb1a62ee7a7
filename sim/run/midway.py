"""What a run has so far, on disk: the seeds that are through, and the one on its way as it stood between two days."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from sim.results import Results
from sim.run.orders import Lines

if TYPE_CHECKING:
    from sim.market.freezing import Tapes
    from sim.market.model import Market

log = logging.getLogger("sim.run")
WHOLE, MIDWAY = "whole", "midway"


@dataclass
class Midway:
    """A seed between two days: all that its remaining days depend on.

    market: the one that is on its way, `lived` days old; seconds that the clock counted for it; `lines`: its order lines.
    frozen: the market at the fork, with the files of its order lines. tapes: what the baseline's shops played. through: the
    results of arms that have reached their last day. behind: days of all markets together.
    """

    market: "Market | None" = None
    lived: int = 0
    seconds: float = 0.0
    lines: Lines | None = None
    frozen: bytes | None = None
    files: list[str] = field(default_factory=list)
    tapes: "Tapes" = field(default_factory=dict)
    through: dict[str, Results] = field(default_factory=dict)
    behind: int = 0


class Shelf:
    """A folder that belongs to one config and one set of sources. minutes: between two checkpoints of a seed, 0 none."""

    def __init__(self, folder: Path, minutes: float) -> None:
        self.folder, self._seconds = folder, 60 * minutes
        self._last = monotonic()

    def place(self, seed: int) -> "Place":
        return Place(self, seed)

    def due(self) -> bool:
        """Whether it is time for a checkpoint."""
        return self._seconds > 0 and monotonic() - self._last >= self._seconds

    def wound(self) -> None:
        """The next checkpoint is due in as many minutes from now."""
        self._last = monotonic()


class Place:
    """The folder of one seed on a shelf."""

    def __init__(self, shelf: Shelf, seed: int) -> None:
        self.shelf, self.seed = shelf, seed
        self.folder = shelf.folder / str(seed)

    def orders(self, arm: str) -> Path:
        """Where the order lines of an arm stand once it is through."""
        return self.folder / arm / "orders.parquet"

    def whole(self) -> dict[str, Results] | None:
        """The results of all arms, if the seed is through."""
        runs: dict[str, Results] | None = self._taken(WHOLE)
        return None if runs is None else self._attached(runs)

    def begun(self) -> Midway | None:
        """The seed as it last stood between two days, if it was put there."""
        way: Midway | None = self._taken(MIDWAY)
        if way is None:
            return None
        if way.lines is not None:
            way.lines.folder = self.folder
        names = [*way.files, *(way.lines.files if way.lines else ())]
        gone = [name for name in names if not (self.folder / name).is_file()]
        if gone:
            self._ignore(MIDWAY, f"{gone[0]} is gone")
            return None
        if way.market is not None:
            from sim.run.checkpoint import numbered

            numbered(way.market)
        self._attached(way.through)
        return way

    def keep(self, way: Midway) -> None:
        """Put a seed on disk as it stands between two days."""
        if way.lines is not None:
            way.lines.close()
        self._put(way, MIDWAY)

    def finish(self, runs: Mapping[str, Results]) -> None:
        """Put a seed on disk that is through."""
        self._put(dict(runs), WHOLE)
        (self.folder / MIDWAY).unlink(missing_ok=True)

    def leave(self, way: Midway) -> None:
        """The seed was not finished: without a checkpoint nothing of it can be used."""
        if way.lines is not None:
            way.lines.close()
        if not (self.folder / MIDWAY).exists():
            for name in {*way.files, *(way.lines.files if way.lines else ())}:
                (self.folder / name).unlink(missing_ok=True)
        for folder in (self.folder, self.shelf.folder, self.shelf.folder.parent):
            with suppress(OSError):  # it was never made, or something is kept there
                folder.rmdir()

    def _put(self, thing: Any, name: str) -> None:
        from sim.run.checkpoint import put

        put(thing, self.folder / name)
        self.shelf.wound()

    def _taken(self, name: str) -> Any:
        if not (self.folder / name).is_file():
            return None
        from sim.run.checkpoint import take

        try:
            return take(self.folder / name)
        except Exception as error:  # of whatever a damaged file makes of itself
            self._ignore(name, f"{type(error).__name__}: {error}".splitlines()[0])
            return None

    def _ignore(self, name: str, why: str) -> None:
        log.warning("seed %d: what was kept of it (%s) is left out: %s", self.seed, name, why)

    def _attached(self, runs: dict[str, Results]) -> dict[str, Results]:
        for arm, run in runs.items():
            if self.orders(arm).is_file():
                run.attach("orders", self.orders(arm))
        return runs
