"""One process at a time writes to the folder of a sweep."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sim.run.errors import ConfigError

NAME = "sweep.lock"


@contextmanager
def held(sweep: Path) -> Iterator[None]:
    """Keep the folder of a sweep to this process; the lock of a process of this machine that is gone is taken over.

    Raises ConfigError, saying who holds it, when somebody else does.
    """
    sweep.mkdir(parents=True, exist_ok=True)
    lock = sweep / NAME
    try:
        _take(lock)
    except FileExistsError:
        if not _abandoned(lock):
            raise ConfigError(_refusal(lock)) from None
        lock.unlink(missing_ok=True)
        _take(lock)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
        with suppress(OSError):  # nothing came to be there
            sweep.rmdir()


def _take(lock: Path) -> None:
    with lock.open("x", encoding="utf-8") as file:
        json.dump({"pid": os.getpid(), "host": socket.gethostname()}, file)


def _abandoned(lock: Path) -> bool:
    holder = _holder(lock)
    if holder.get("host") != socket.gethostname():
        return False
    if holder["pid"] == os.getpid():  # left by a process that had this number before
        return True
    try:
        os.kill(holder["pid"], 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # it lives, and is somebody else's
        pass
    return False


def _holder(lock: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(lock.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):  # it went, or is being written
        return {}


def _refusal(lock: Path) -> str:
    holder = _holder(lock)
    who = f"process {holder['pid']} on {holder['host']}" if holder else "another process"
    return f"hydra.sweep.dir: {who} works in {lock.parent}; wait for it, or remove {lock} when it is gone"
