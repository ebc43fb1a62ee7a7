"""Configs that were composed before are kept on disk: to read and merge their files takes Hydra a second each time."""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import hydra
import omegaconf

from sim.core.replacing import replacing


def kept(overrides: tuple[str, ...], folders: Iterable[Path], compose: Callable[[], bytes]) -> bytes:
    """What ``compose`` returns for these overrides and the configs in ``folders``, asked once for the same contents.

    It stands in the user's cache folder under a digest of every file, so that nothing that is edited is ever met again in
    its old form. Where nothing can be written it is composed each time.
    """
    path = _root() / _digest(folders) / sha256("\n".join(overrides).encode()).hexdigest()[:16]
    with suppress(OSError):
        return path.read_bytes()
    made = compose()
    with suppress(OSError), replacing(path) as partial:
        partial.write_bytes(made)
    return made


def _root() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "bazaar" / "configs"


def _digest(folders: Iterable[Path]) -> str:
    """Of all that a composed config depends on but the overrides: files, Hydra, and the sources that ask it."""
    text = sha256(f"{hydra.__version__} {omegaconf.__version__}".encode())
    sources = [(Path(__file__).parent, "*.py"), *((folder, "*.yaml") for folder in folders)]
    for folder, pattern in sources:
        for file in sorted(folder.rglob(pattern)):
            text.update(b"\0" + file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
        text.update(b"\n")
    return text.hexdigest()[:16]
