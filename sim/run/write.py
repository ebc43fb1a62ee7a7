"""Texts, JSON and YAML on disk, written whole or not at all."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from sim.core.replacing import replacing
from sim.results.results import LOADER


def write_text(path: Path, text: str) -> None:
    """Write `text` in UTF-8, whole or not at all."""
    with replacing(path) as partial:
        partial.write_text(text, encoding="utf-8")


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write readable JSON, whole or not at all."""
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def read_yaml(path: Path) -> dict[str, Any]:
    """A mapping in YAML, such as `write_yaml` leaves."""
    return dict(yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER))


def write_yaml(path: Path, value: Mapping[str, Any]) -> None:
    """Write YAML in the order of the keys, whole or not at all."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # libyaml where PyYAML was built with it
    write_text(path, yaml.dump(dict(value), Dumper=dumper, sort_keys=False, allow_unicode=True))
