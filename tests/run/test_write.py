from pathlib import Path

import pytest

from sim.core.replacing import replacing
from sim.run.write import write_json


def test_a_file_appears_only_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "below" / "a.json"
    with replacing(path) as partial:
        partial.write_text("half")
        assert not path.exists()
    assert path.read_text() == "half"


def test_of_two_writers_of_one_file_each_writes_its_own_and_the_last_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    with replacing(path) as first:
        first.write_text("AAA")
        monkeypatch.setattr("os.getpid", lambda: 1)
        with replacing(path) as second:
            second.write_text("B")
        assert path.read_text() == "B" and first.read_text() == "AAA"
    assert path.read_text() == "AAA"


def test_a_write_that_breaks_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_json(path, {"old": 1})
    with pytest.raises(ZeroDivisionError), replacing(path) as partial:
        partial.write_text("half")
        raise ZeroDivisionError
    assert "old" in path.read_text()
    assert [each.name for each in tmp_path.iterdir()] == ["a.json"]
