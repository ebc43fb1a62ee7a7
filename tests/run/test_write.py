from pathlib import Path

import pytest

from sim.run.write import replacing, write_json


def test_a_file_appears_only_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "below" / "a.json"
    with replacing(path) as partial:
        partial.write_text("half")
        assert not path.exists()
    assert path.read_text() == "half"


def test_a_write_that_breaks_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_json(path, {"old": 1})
    with pytest.raises(ZeroDivisionError), replacing(path) as partial:
        partial.write_text("half")
        raise ZeroDivisionError
    assert "old" in path.read_text()
    assert [each.name for each in tmp_path.iterdir()] == ["a.json"]
