from pathlib import Path

import pytest

from sim.run import compose as composing
from sim.run.compose import compose
from sim.run.kept import kept


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "config.yaml").write_text("size: 1")
    return folder


def test_the_same_question_about_the_same_files_is_asked_once(shelf: Path, files: Path) -> None:
    assert kept(("a=1",), [files], lambda: b"one") == b"one"
    assert kept(("a=1",), [files], lambda: pytest.fail("asked again")) == b"one"
    assert kept(("a=2",), [files], lambda: b"two") == b"two"


@pytest.mark.parametrize("name", ["config.yaml", "more.yaml"])
def test_a_file_that_is_edited_or_added_makes_the_question_new(shelf: Path, files: Path, name: str) -> None:
    kept((), [files], lambda: b"old")
    (files / name).write_text("size: 2")
    assert kept((), [files], lambda: b"new") == b"new"


def test_which_folder_comes_first_matters(shelf: Path, files: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "config.yaml").write_text("size: 3")
    kept((), [files, other], lambda: b"this")
    assert kept((), [other, files], lambda: b"that") == b"that"


def test_where_nothing_can_be_written_it_is_composed_each_time(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a_file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a_file"))
    assert kept((), [files], lambda: b"one") == b"one"
    assert kept((), [files], lambda: b"two") == b"two"


def test_a_config_that_was_kept_is_the_config_that_was_composed(
    shelf: Path, conf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = compose("sale", "population.size=7")
    composing._from_files.cache_clear()
    monkeypatch.setattr(composing, "_by_hydra", lambda overrides: pytest.fail("composed again"))
    assert compose("sale", "population.size=7") == first
