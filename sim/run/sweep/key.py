"""The name of a result: equal keys mean equal files."""

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

NEUTRAL = ("threads", "question", "contrast", "checkpoint")
"""Keys that change nothing in the tables; a contrast shows in the config of its own arm."""
DIGITS = 16
_PACKAGE = Path(__file__).resolve().parents[2]
_NOT_SIMULATED = ("app", "plots", "report")


def key_of(arms: Mapping[str, Mapping[str, Any]]) -> str:
    """Hexadecimal digest of the plain configs of all arms, their seeds, and the sources that simulate them."""
    trusted = sorted({package for config in arms.values() for package in config.get("allow_targets") or []})
    told = {
        "arms": {arm: _telling(config) for arm, config in arms.items()},
        "code": [code_digest(), *(_digest_of(package) for package in trusted)],
    }
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:DIGITS]


@cache
def code_digest() -> str:
    """Digest of the sources of this package, pictures, reports and dashboard left out: they change no number."""
    sources = [
        path
        for path in sorted(_PACKAGE.rglob("*.py"))
        if path.relative_to(_PACKAGE).parts[0] not in _NOT_SIMULATED
    ]
    return _digest(sources, _PACKAGE)


@cache
def _digest_of(package: str) -> str:
    """Digest of the sources of a package of the user's; empty when it cannot be found, which the check has told then."""
    spec = find_spec(package)
    if spec is None:
        return ""
    folders = [Path(folder) for folder in spec.submodule_search_locations or []]
    if folders:
        return "".join(_digest(sorted(folder.rglob("*.py")), folder) for folder in folders)
    return _digest([Path(spec.origin)], Path(spec.origin).parent) if spec.origin else ""


def _digest(sources: list[Path], root: Path) -> str:
    digest = sha256()
    for path in sources:
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _telling(config: Mapping[str, Any]) -> dict[str, Any]:
    """What can change results: `seed` and `seeds` are two ways to say the same."""
    seeds = sorted(config["seeds"]) if config.get("seed") is None else [config["seed"]]
    told = {name: value for name, value in config.items() if name not in (*NEUTRAL, "seed")}
    kept = {name: value for name, value in config["results"].items() if name != "mlflow"}
    return told | {"seeds": seeds, "results": kept}
