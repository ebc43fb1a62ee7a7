"""Manifests tell runs apart and tell whether they are whole; the runs are made up."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from sim.run.manifest import NAME, digests, manifest, parsed, whole
from sim.run.runs import complete_runs
from sim.run.write import write_json, write_yaml


def made_up_run(folder: Path, **overrides: int) -> Path:
    folder.mkdir(parents=True)
    (folder / "summary.csv").write_text("shop,profit\n")
    write_yaml(folder / "config.yaml", {"x": 1})
    written = [f"{key}={value}" for key, value in overrides.items()]
    write_json(folder / NAME, manifest(folder, {"": {}}, written))
    return folder


def index(folder: Path, jobs: Mapping[str, int]) -> None:
    told = [{"number": n, "key": key, "overrides": {"x": x}} for n, (key, x) in enumerate(jobs.items())]
    write_json(folder / "sweep.json", {"jobs": told})


def test_choices_of_one_group_at_several_places_are_different_keys() -> None:
    told = [
        "pricing@shops.a.pricing=match",
        "pricing@shops.b.pricing=follow",
        "+x.y=3",
        "++z=4",
        "~campaign.sale",
    ]
    assert parsed(told) == {
        "pricing@shops.a.pricing": "match",
        "pricing@shops.b.pricing": "follow",
        "x.y": 3,
        "z": 4,
        "campaign.sale": None,
    }


def test_files_are_digested_piece_by_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "orders.parquet").write_bytes(b"many lines")
    before = digests(tmp_path)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"all of {path} in memory"))
    assert digests(tmp_path) == before


@pytest.mark.parametrize("content", [None, "", "shop,profit\ncut sho"])
def test_a_run_with_a_file_that_is_gone_or_of_another_size_is_not_whole(
    tmp_path: Path, content: str | None
) -> None:
    run = made_up_run(tmp_path / "run")
    assert whole(run)
    if content is None:
        (run / "summary.csv").unlink()
    else:
        (run / "summary.csv").write_text(content)
    assert whole(run) is None
    made_up_run(tmp_path / "other")
    with pytest.warns(UserWarning, match="run: left out, as its files are not those of"):
        assert [each.folder.name for each in complete_runs(tmp_path)] == ["other"]


def test_what_a_sweep_does_not_list_any_more_is_not_among_the_runs_above_it(tmp_path: Path) -> None:
    sweep = tmp_path / "sweep" / "of_x"
    made_up_run(tmp_path / "single")
    made_up_run(tmp_path / ".seeds" / "0")
    for key in ("dropped", "kept", "old_code"):
        made_up_run(sweep / key)
    index(sweep, {"kept": 3, "not_done": 4})
    assert [run.folder.name for run in complete_runs(tmp_path)] == ["kept", "single"]
    assert [run.manifest["overrides"] for run in complete_runs(sweep)] == [{}]
    index(sweep, {"not_done": 4})
    with pytest.raises(FileNotFoundError, match="no complete run below"):
        complete_runs(sweep)


def test_runs_of_an_unknown_size_are_whole_when_their_files_are_there(tmp_path: Path) -> None:
    run = made_up_run(tmp_path / "run")
    told = json.loads((run / NAME).read_text())
    del told["sizes"]
    write_json(run / NAME, told)
    assert whole(run)
