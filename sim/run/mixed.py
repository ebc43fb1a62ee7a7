"""Two whole campaigns of one name, chosen side by side, would be mixed; a file of single keys may follow its campaign."""

from collections.abc import Iterable

from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from omegaconf import OmegaConf

from sim.run.errors import ConfigError
from sim.run.names import entries

GROUP, WHOLE = "campaign", "phases"  # a campaign with phases of its own is a whole one


def none_is_mixed(overrides: Iterable[str]) -> None:
    """Raise ConfigError for `campaign=[a,b]` whose files both bring the phases of one name. A Hydra must be set up."""
    for each in OverridesParser.create().parse_overrides(list(overrides)):
        if each.key_or_group != GROUP or not isinstance(files := each.value(), list):
            continue
        brought = dict[str, str]()
        for file in map(str, files):
            for name in _campaigns(file):
                if name in brought:
                    raise ConfigError(
                        f"{each.input_line}: {brought[name]} and {file} both bring '{name}' and would be mixed; "
                        f"choose one of them, or copy one to a file of your own and rename '{name}' there"
                    )
                brought[name] = file


def _campaigns(file: str) -> list[str]:
    """Names of the whole campaigns of a file; none of one that is not there, which Hydra tells better."""
    path = f"{GROUP}/{file}"
    for source in GlobalHydra.instance().config_loader().get_sources():
        if source.is_config(path):
            config = {GROUP: OmegaConf.to_container(source.load_config(path).config, resolve=False)}
            return [name for name, keys in entries(config, GROUP) if WHOLE in keys]
    return []
