"""A market on disk between two days: saved, and resumed as if it had never stopped."""

import pickle
from itertools import count
from pathlib import Path
from typing import Any

import sim
from sim.core.replacing import replacing
from sim.market.model import Market
from sim.market.shop import Shop
from sim.run.sweep.key import DIGITS, code_digest

MAGIC = b"bazaar checkpoint "


def save(market: Market, path: str | Path) -> None:
    """Write a market that stands between two days to the file `path`, whole or not at all.

    Threads and their working memory are left out. ValueError for a market that was closed.
    """
    if not market.shops:
        raise ValueError(f"{path}: the market is closed and cannot be resumed; save it before close()")
    put(market, Path(path))


def resume(path: str | Path) -> Market:
    """The market saved in the file `path`, with threads of its own; further days are those of an unbroken run.

    A checkpoint can run code when it is opened: open only files that you trust. ValueError for a file that is no
    checkpoint, was written by another version or by other sources, or is cut short.
    """
    market = take(Path(path))
    if not isinstance(market, Market):
        raise ValueError(f"{path}: holds a {type(market).__name__}; give a file that save() wrote")
    return numbered(market)


def put(thing: Any, path: Path) -> None:
    """Write anything that can be pickled to the file `path`, whole or not at all."""
    with replacing(path) as partial, partial.open("wb") as file:
        file.write(MAGIC + _sources().encode() + b"\n")
        pickle.dump(thing, file, pickle.HIGHEST_PROTOCOL)


def take(path: Path) -> Any:
    """What `put` wrote to the file `path`. ValueError as in `resume`."""
    with path.open("rb") as file:
        first = file.readline(len(MAGIC) + 100)
        if not first.startswith(MAGIC):
            raise ValueError(f"{path}: is no checkpoint; give a file that save() wrote")
        wrote = first.removeprefix(MAGIC).decode(errors="replace").strip()
        if wrote != _sources():
            raise ValueError(f"{path}: version {wrote!r} wrote it; run it with that, this is {_sources()!r}")
        try:
            return pickle.load(file)
        except (EOFError, pickle.UnpicklingError) as error:
            raise ValueError(f"{path}: the checkpoint is cut short or damaged; save it again") from error


def freeze(market: Market) -> bytes:
    """A market that stands between two days, kept in memory for any number of twins."""
    return pickle.dumps(market, pickle.HIGHEST_PROTOCOL)


def twin(frozen: bytes) -> Market:
    """A market of its own that goes on from where `freeze` kept it."""
    market: Market = pickle.loads(frozen)
    return numbered(market)


def _sources() -> str:
    """Version, and a digest of the sources: a day of other sources would not be the day of an unbroken run."""
    return f"{sim.__version__} {code_digest()[:DIGITS]}"


def numbered(market: Market) -> Market:
    """The market, whose new agents get new numbers; mesa would count from 1 again."""
    Shop._ids[market] = count(1 + max(shop.unique_id for shop in market.shops))
    return market
