import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from synthetic import CAMPAIGN, market

from sim.plots import effects, report, timeline
from sim.plots.style import apart, count, spans, yuan
from sim.results import Results, compare, daily
from sim.results.tables import COLUMNS

TREATED, BASELINE = market(range(2), 0.3), market(range(2))
ALL = {"timeline", "prices", "effects", "profit", "shares", "segments", "stages", "lift", "switched"}


def test_a_report_draws_every_picture_the_data_allow(tmp_path):
    paths = report(TREATED, BASELINE, tmp_path)
    assert {path.stem for path in paths} == ALL
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in paths)


def test_a_report_without_twin_or_orders_leaves_out_what_it_cannot_know(tmp_path):
    slim = Results({name: TREATED.table(name) for name in COLUMNS if name != "orders"})
    assert {path.stem for path in report(slim, None, tmp_path)} == ALL - {
        "effects",
        "profit",
        "lift",
        "switched",
    }


def test_a_report_of_one_seed_draws_without_intervals(tmp_path):
    assert {path.stem for path in report(market(range(1), 0.3), market(range(1)), tmp_path)} == ALL


def test_the_same_tables_give_the_same_pictures(tmp_path):
    first, second = (report(TREATED, None, tmp_path / name) for name in ("one", "two"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_picture_draws_into_given_axes_and_says_the_unit():
    figure = Figure()
    axes = figure.add_subplot()
    drawn = effects(compare(TREATED, BASELINE), ax=axes)
    assert drawn is axes
    assert "¥" in drawn.get_xlabel()
    assert isinstance(effects(compare(TREATED, BASELINE)), Axes)


def test_a_timeline_names_each_phase_once():
    drawn = timeline(daily({"treated": TREATED}), phases=CAMPAIGN["phases"], end=CAMPAIGN["end"])
    names = [text.get_text() for text in drawn.texts]
    assert [names.count(name) for name in ("warm up", "launch", "sustain", "after")] == [1, 1, 1, 1]


def test_phases_follow_one_another_until_the_end():
    phases = spans({"launch": "2025-11-10", "warm_up": "2025-10-20"}, "2025-11-12")
    assert [(name, str(start.date()), str(stop.date())) for name, start, stop in phases] == [
        ("warm_up", "2025-10-20", "2025-11-10"),
        ("launch", "2025-11-10", "2025-11-12"),
    ]


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (0, "¥0"),
        (1_250, "¥12"),
        (123_456, "¥1.2k"),
        (-5_000_000, "−¥50k"),
        (99_999_900, "¥1m"),
        (150, "¥1.5"),
    ],
)
def test_money_is_written_short(cents, text):
    assert yuan(cents) == text


def test_signs_and_counts_are_written_short():
    assert (yuan(200_000, signed=True), count(12_345), count(-3, signed=True)) == ("+¥2k", "12.3k", "−3")


def test_labels_are_moved_apart_as_little_as_needed():
    assert apart([0.0, 0.1, 5.0], 1.0) == pytest.approx([-0.45, 0.55, 5.0])
