from io import TextIOWrapper
from pathlib import Path

import hydra
import pytest
from omegaconf import Container, OmegaConf

from sim.run.compose import hydra_at


@pytest.fixture
def parsed(conf: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files of the small folder of configs that are parsed from here on."""
    files, load = list[str](), OmegaConf.load

    def note(file: TextIOWrapper) -> Container:
        if Path(file.name).is_relative_to(conf):
            files.append(Path(file.name).name)
        return load(file)

    monkeypatch.setattr(OmegaConf, "load", note)
    return files


def test_a_file_is_parsed_again_only_when_it_has_changed(conf: Path, parsed: list[str]) -> None:
    with hydra_at(conf):
        first = hydra.compose("config", overrides=["experiment=sale"])
        assert "sale.yaml" in parsed and "config.yaml" in parsed
        parsed.clear()
        assert hydra.compose("config", overrides=["experiment=sale"]) == first
        assert parsed == []
        base = conf / "config.yaml"
        base.write_text(base.read_text().replace("size: 10", "size: 123"))
        assert hydra.compose("config", overrides=["experiment=sale"]).population.size == 123
        assert parsed == ["config.yaml"]


def test_what_is_changed_in_a_config_does_not_change_the_next_one(conf: Path) -> None:
    with hydra_at(conf):
        hydra.compose("config").population.size = 7
        assert hydra.compose("config").population.size == 10
