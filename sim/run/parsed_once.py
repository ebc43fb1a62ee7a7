"""A config file is parsed once in a process; by itself Hydra parses every file anew for each config that it composes."""

import pickle
from functools import lru_cache
from pathlib import Path
from typing import cast

from hydra._internal.core_plugins.file_config_source import FileConfigSource
from hydra._internal.sources_registry import SourcesRegistry
from hydra.core.plugins import Plugins
from hydra.plugins.config_source import ConfigResult


class ParsedOnce(FileConfigSource):
    """A folder of configs that parses a file when it is first asked for, and again when it has changed."""

    def load_config(self, config_path: str) -> ConfigResult:
        file = Path(self.path, self._normalize_file_name(config_path))
        if not file.is_file():
            return super().load_config(config_path)  # tells what is wrong
        change = file.stat()
        found = _parsed(self.provider, self.path, config_path, (change.st_mtime_ns, change.st_size))
        return cast(ConfigResult, pickle.loads(found))  # its own: Hydra takes things out of it


@lru_cache(maxsize=512)
def _parsed(provider: str, folder: str, config_path: str, change: tuple[int, int]) -> bytes:
    return pickle.dumps(FileConfigSource(provider, folder).load_config(config_path))


def parse_once() -> None:
    """Let Hydra read its folders of files in this way, from now on in this process."""
    Plugins.instance()  # registers Hydra's own way first
    SourcesRegistry.instance().types[ParsedOnce.scheme()] = ParsedOnce
