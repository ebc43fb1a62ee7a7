"""Where a folder of results came from: version, commit, seeds, overrides, timings, and a digest of every file."""

import json
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from hashlib import file_digest
from importlib import metadata
from pathlib import Path
from typing import Any

from hydra.core.override_parser.overrides_parser import OverridesParser

import sim

NAME = "manifest.json"
PACKAGES = ("numpy", "numba", "pandas", "pyarrow", "mesa", "hydra-core")


def manifest(folder: Path, arms: Mapping[str, Mapping[str, Any]], overrides: Iterable[str]) -> dict[str, Any]:
    """The manifest of a complete folder. arms: the manifest of each arm's Results (experiment, seeds, seconds)."""
    first = next(iter(arms.values()))
    return {
        "experiment": first.get("experiment"),
        "overrides": parsed(overrides),
        "arms": list(arms),
        "seeds": first.get("seeds"),
        "seconds": {arm: described.get("seconds") for arm, described in arms.items()},
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": sim.__version__,
        "commit": commit(),
        "machine": {"platform": platform.platform(), "cores": os.cpu_count()},
        "python": platform.python_version(),
        "packages": {name: metadata.version(name) for name in PACKAGES},
        "files": digests(folder),
        "sizes": {name: path.stat().st_size for name, path in _files(folder).items()},
    }


def whole(folder: Path) -> dict[str, Any] | None:
    """The manifest of a folder of complete results; None when there is none, or a file is gone or of another size."""
    try:
        manifest: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    sizes = manifest.get("sizes", {})
    for name in manifest["files"]:
        try:
            size = (folder / name).stat().st_size
        except OSError:
            return None
        if size != sizes.get(name, size):
            return None
    return manifest


def parsed(overrides: Iterable[str]) -> dict[str, Any]:
    """Overrides as key (`pricing@shops.a.pricing` for a choice of files) → value, numbers as numbers."""
    found = OverridesParser.create().parse_overrides(list(overrides))
    values = {each.get_key_element().lstrip("+~"): each.value() for each in found}
    return {
        key: value if isinstance(value, int | float | None) else str(value) for key, value in values.items()
    }


def digests(folder: Path) -> dict[str, str]:
    """sha256 of every file of results below `folder`; hidden files, logs and the manifest itself are left out."""
    return {name: _digest(path) for name, path in _files(folder).items()}


def _files(folder: Path) -> dict[str, Path]:
    files = sorted(
        path for path in folder.rglob("*") if path.is_file() and path.name != NAME and path.suffix != ".log"
    )
    named = {path.relative_to(folder): path for path in files}
    return {
        relative.as_posix(): path
        for relative, path in named.items()
        if not any(part.startswith(".") for part in relative.parts)
    }


def _digest(path: Path) -> str:
    """sha256 of a file, read piece by piece: order lines may be larger than the memory."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


@cache
def commit() -> str | None:
    """The commit of the checkout that this code runs from, `-dirty` when it was changed; None outside a checkout."""
    here = Path(__file__).resolve().parents[2]
    if not (here / ".git").exists():
        return None
    command = ["git", "-C", str(here), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return told.stdout.strip() or None
