import json
import re
import shutil
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

import pytest
from made_up_folders import described, write_run
from synthetic import market

from sim.report import NotAReport, folder, headline, write
from sim.report.__main__ import main
from sim.report.design import baselines
from sim.report.difference import MISSING, Change, changes
from sim.report.evaluation import evaluation
from sim.report.html import Markup, tag
from sim.report.numbers import amount, interval, short
from sim.report.outcomes import outcomes
from sim.report.sweep import sections
from sim.results import METRICS, Results
from sim.run.store import sign, store_summary, store_tables

PARTS = [
    "Headline",
    "Effect by shop",
    "Lift ledger",
    "Share flows",
    "Over time",
    "People",
    "Evaluation",
    "Design",
]
VOID = {"meta", "path", "use", "rect", "br"}


class Reader(HTMLParser):
    """Checks that elements are closed in the order in which they were opened, and collects what the page tells."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[str] = []
        self.loads: list[str] = []
        self.unnamed_pictures = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.loads += [told[key] for key in ("src", "data", "srcset") if told.get(key)]
        self.loads += [told["href"] for _ in "x" if tag == "link"]
        if told.get("role") == "img" and not told.get("aria-label"):
            self.unnamed_pictures += 1
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "h2":
            self.headings.append(data)


def read(path: Path) -> Reader:
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    assert reader.open == []
    return reader


def store(results: Results, folder: Path, overrides: Sequence[str] = ()) -> None:
    """Write one scenario as a run into a folder does."""
    store_tables(results, folder)
    store_summary(results.summary(), folder)
    sign(folder, {"": results}, overrides)


def test_the_page_of_an_experiment_has_every_part_in_order(experiment_page: Path) -> None:
    page = read(experiment_page)
    assert page.headings == [*PARTS, "What differs between the scenarios", "Provenance"]
    assert page.unnamed_pictures == 0


def test_a_page_is_small_and_loads_nothing(experiment_page: Path, sweep_page: Path) -> None:
    for path in (experiment_page, sweep_page):
        assert path.stat().st_size < 3_000_000
        assert read(path).loads == []
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script|@import|url\((?!#)|https?://(?!www\.w3\.org/)", text)


def test_the_same_folder_gives_the_same_page(sweep: Path, sweep_page: Path, tmp_path: Path) -> None:
    assert write(sweep, tmp_path / "again.html").read_bytes() == sweep_page.read_bytes()


def test_every_part_of_a_picture_is_defined_once(experiment_page: Path) -> None:
    text = experiment_page.read_text(encoding="utf-8")
    names = re.findall(r' id="([^"]+)"', text)
    assert len(names) == len(set(names))
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(names)


def test_one_seed_is_told_without_an_interval(tmp_path: Path) -> None:
    found = folder.read(write_run(tmp_path, seeds=1))
    assert isinstance(found, folder.Experiment)
    told = headline.verdict(found) + headline.cards(found) + evaluation(found.treated, found.baseline)
    assert "one seed, so without an interval" in told and "nan" not in told


def test_a_run_without_a_contrast_has_a_page_of_levels(tmp_path: Path) -> None:
    store(described(market(range(2)), 2, contrast=[]), tmp_path)
    page = read(write(tmp_path))
    assert "Evaluation" in page.headings and "Effect by shop" not in page.headings


def test_the_page_of_a_sweep_shows_the_swept_key(sweep_page: Path) -> None:
    assert read(sweep_page).headings == [
        "Effect of a rather long name of an offer percent",
        *("Shops", "Jobs", "Design", "Provenance"),
    ]


def test_what_failed_in_a_sweep_stands_on_its_page(sweep: Path, tmp_path: Path) -> None:
    whole = tmp_path / "sweep"
    shutil.copytree(sweep, whole)
    told = {"number": 2, "key": "x", "overrides": ["depth=<9>"], "error": "ValueError: too deep"}
    (whole / "failed.json").write_text(json.dumps({"failed": [told]}))
    text = write(whole).read_text(encoding="utf-8")
    assert "ValueError: too deep" in text and "depth=&lt;9&gt;" in text


def test_a_folder_that_cannot_be_told_about_says_what_to_do(experiment: Path, tmp_path: Path) -> None:
    with pytest.raises(NotAReport, match=r"nowhere: there is no such folder"):
        write(tmp_path / "nowhere")
    with pytest.raises(NotAReport, match=r"holds neither an experiment .* nor a sweep"):
        write(tmp_path)
    unfinished = tmp_path / "unfinished"
    shutil.copytree(experiment, unfinished)
    with pytest.raises(NotAReport, match=r"did you mean .*unfinished"):
        write(tmp_path)
    (unfinished / "manifest.json").unlink()
    with pytest.raises(NotAReport, match=r"holds no manifest\.json, so its run did not finish"):
        write(unfinished)
    shutil.copy(experiment / "manifest.json", unfinished)
    (unfinished / "treated" / "sales.parquet").unlink()
    with pytest.raises(NotAReport, match=r"treated/sales\.parquet is gone"):
        write(unfinished)
    (unfinished / "manifest.json").write_text("{")
    with pytest.raises(NotAReport, match=r"manifest\.json: cannot be read"):
        write(unfinished)


def test_the_command_prints_the_page_or_why_there_is_none(
    sweep: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    page = tmp_path / "page.html"
    monkeypatch.setattr("sys.argv", ["sim.report", str(sweep), "--to", str(page)])
    assert main() == 0 and page.is_file() and str(page) in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["sim.report", str(tmp_path / "nowhere")])
    assert main() == 2 and "error: " in capsys.readouterr().err


def test_configs_differ_where_a_key_or_a_whole_part_differs() -> None:
    treated = {"seed": 1, "shops": {"a": {"price": 1, "stock": 2}}, "campaign": {"sale": {"depth": 0.3}}}
    baseline = {"seed": 1, "shops": {"a": {"price": 3, "stock": 2}}, "campaign": {}}
    assert list(changes(treated, baseline)) == [
        Change("shops.a.price", 1, 3),
        Change("campaign.sale", {"depth": 0.3}, MISSING),
    ]
    assert not list(changes(treated, treated))


def test_every_arm_of_a_contrast_is_told_with_its_changes() -> None:
    assert baselines({"contrast": ["campaign=none"]}) == [("baseline is", "campaign=none")]
    several = {
        "contrast": {"baseline": ["campaign=none"], "rivals_off": ["campaign.sale.shops=[a]", "threads=2"]}
    }
    assert baselines(several)[1] == ("rivals off is", "campaign.sale.shops=[a] threads=2")
    assert baselines({}) == [("baseline is", "not there: one scenario only")]


def test_text_is_escaped_and_markup_is_not() -> None:
    assert tag("p", "a < b", Markup("<b>c</b>"), title='"') == '<p title="&quot;">a &lt; b<b>c</b></p>'


def test_figures_are_written_in_their_unit() -> None:
    assert amount(123_456, "cents") == "¥1,235" and amount(-123_456, "cents", signed=True) == "−¥1,235"
    assert amount(0.123, "share") == "12.3%" and amount(0.0, "cents", signed=True) == "¥0.00"
    assert short(11_826_600, "cents") == "+¥118k" and short(999_999_999, "cents", signed=False) == "¥10.0m"
    assert interval(-100, 100, "cents") == "−¥1.00 to +¥1.00" and interval(float("nan"), 1, "cents") == "–"


def test_a_sweep_without_a_contrast_tells_levels_with_intervals_and_what_the_sweeper_found(
    tmp_path: Path,
) -> None:
    jobs = []
    for number, size in enumerate((80, 81)):
        results = described(market(range(2), consumers=size), 2, contrast=[])
        store(results, tmp_path / f"job{number}", [f"population.size={size}"])
        results.summary().to_csv(tmp_path / f"job{number}" / "summary.csv", index_label="shop")
        jobs.append({"number": number, "key": f"job{number}", "overrides": {"population.size": size}})
    (tmp_path / "sweep.json").write_text(json.dumps({"jobs": jobs}))
    (tmp_path / "best.csv").write_text("trial,population.size,profit of Dune\n1,81,20.5\n")
    found = folder.read(tmp_path)
    assert isinstance(found, folder.Sweep)
    told = outcomes(found.runs)
    revenue = told[told["what"] == "revenue"]
    assert revenue["mean"].iloc[0] == METRICS["revenue"](market(range(2), consumers=80)).mean()
    assert (revenue["low"] < revenue["mean"]).all() and (revenue["mean"] < revenue["high"]).all()
    parts = {part.title: part.inside for part in sections(found)}
    assert "20.5" in parts["What the sweeper found"] and "81" in parts["Jobs"]
