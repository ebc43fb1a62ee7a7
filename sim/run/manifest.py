"""Where a folder of results came from: version, commit, seeds, overrides, timings, and a digest of every file."""

import os
import platform
import subprocess
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
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
    }


def parsed(overrides: Iterable[str]) -> dict[str, Any]:
    """Overrides as key → value, numbers as numbers."""
    parser = OverridesParser.create()
    values = {each.key_or_group: each.value() for each in parser.parse_overrides(list(overrides))}
    return {
        key: value if isinstance(value, int | float | None) else str(value) for key, value in values.items()
    }


def digests(folder: Path) -> dict[str, str]:
    """sha256 of every file of results below `folder`; hidden files, logs and the manifest itself are left out."""
    files = sorted(
        path for path in folder.rglob("*") if path.is_file() and path.name != NAME and path.suffix != ".log"
    )
    named = {path.relative_to(folder): path for path in files}
    return {
        relative.as_posix(): sha256(path.read_bytes()).hexdigest()
        for relative, path in named.items()
        if not any(part.startswith(".") for part in relative.parts)
    }


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
