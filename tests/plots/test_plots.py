from pathlib import Path

import pandas as pd
import pytest
import yaml
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from synthetic import CAMPAIGN, market

from sim.kernels.lifecycle import STAGES
from sim.plots import (
    effects,
    front,
    funnel,
    prices,
    report,
    retention,
    rfm_map,
    scorecard,
    stages,
    timeline,
    waterfall,
)
from sim.plots.effects import STEPS
from sim.plots.style import NOTE, apart, count, yuan
from sim.plots.vector import narrow, wide
from sim.results import Results, compare, daily
from sim.results.campaign import spans
from sim.results.evaluation import evaluate, retention_curve, rfm, rfm_grid
from sim.results.evaluation import funnel as funnel_of
from sim.results.scorecard import indicators, undominated
from sim.results.scorecard import scorecard as scorecard_of
from sim.results.tables import COLUMNS

TREATED, BASELINE = market(range(2), 0.3), market(range(2))
STANDARD = Path(__file__).parents[2] / "conf" / "evaluation" / "standard.yaml"
SYSTEM = indicators(yaml.safe_load(STANDARD.read_text(encoding="utf-8")))
FIGURES = sorted({each.kpi for goal in SYSTEM.goals for each in goal.indicators})
ALL = {"timeline", "prices", "effects", "profit", "shares", "segments", "stages", "lift", "hours", "switched"}


def test_a_report_draws_every_picture_the_data_allow(tmp_path):
    paths = report(TREATED, BASELINE, tmp_path)
    assert {path.stem for path in paths} == ALL
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in paths)


def test_a_report_without_twin_or_orders_leaves_out_what_it_cannot_know(tmp_path):
    slim = Results({name: TREATED.table(name) for name in COLUMNS if name in TREATED and name != "orders"})
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


@pytest.mark.parametrize("page", [wide, narrow])
def test_no_label_of_a_waterfall_crosses_the_zero_line(page):
    steps = {"subsidy": 129, "repriced": 28, "waited": 97, "expanded": 520, "lost_to_stockout": 15}
    closing = {"incremental": 501, "treated": 501, "other_days": -700, "whole_run": -199}
    parts = dict.fromkeys(["baseline", *STEPS], 0) | steps | closing
    ends = {"value_low": parts | {"incremental": -100}, "value_high": parts | {"incremental": 1102}}
    lift = pd.DataFrame({"value": parts, **ends}) * 1e5
    drawn = []

    def draw(ax=None):
        drawn.append(waterfall(lift, ax=ax))
        return drawn[-1]

    page(draw, "lift")
    ax = drawn[-1]
    zero = ax.transData.transform((0, 0))[1]
    labels = [text for text in ax.texts if text.get_gid() != NOTE]
    boxes = [label.get_window_extent() for label in labels]
    assert len(boxes) == len(steps) + 3
    assert all(box.y0 > zero or box.y1 < zero for box in boxes)
    assert all(ax.bbox.y0 < box.y0 for box in boxes)


def test_a_timeline_names_each_phase_once():
    drawn = timeline(daily({"treated": TREATED}), phases=CAMPAIGN["phases"], end=CAMPAIGN["end"])
    names = [text.get_text() for text in drawn.texts]
    assert [names.count(name) for name in ("warm up", "launch", "sustain", "after")] == [1, 1, 1, 1]


def test_a_single_day_is_drawn_as_a_dot_with_its_interval():
    table = daily({"treated": TREATED})
    table = table[table["date"] == table["date"].min()]
    drawn = timeline(table)
    assert [line.get_marker() for line in drawn.lines] == ["o"]
    (interval,) = drawn.collections[0].get_segments()
    assert interval[:, 1].tolist() == table[["low", "high"]].iloc[0].tolist()
    assert drawn.get_xlim()[0] < drawn.lines[0].get_xdata(orig=False)[0] < drawn.get_xlim()[1]


def test_only_shops_that_moved_their_prices_are_named():
    dates = pd.date_range("2025-11-01", periods=2)
    index = pd.DataFrame(
        {"shop": ["still"] * 2 + ["mover"] * 2, "date": [*dates, *dates], "index": [1.0, 1.0, 1.0, 0.9]}
    )
    assert [text.get_text() for text in prices(index).texts if text.get_gid() != NOTE] == ["mover"]
    still = prices(index[index["shop"] == "still"])
    assert [text.get_text() for text in still.texts] == [
        "mean over products and seeds; grey: 1 shop, no price moved"
    ]


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


def test_an_evaluation_is_drawn_with_its_numbers():
    people = rfm(TREATED.orders)
    card = scorecard_of(evaluate(TREATED, BASELINE, FIGURES), SYSTEM)
    steps = funnel_of(TREATED.funnel)
    drawn = funnel(steps)
    assert [round(bar.get_width(), 6) for bar in drawn.patches][::-1] == steps["of_first"].round(6).tolist()
    cells = rfm_map(rfm_grid(people))
    assert sum(int(text.get_text()) for text in cells.texts if text.get_text().isdigit()) == len(people)
    assert rfm_map(rfm_grid(people, "money"), "money", "cents").get_xlabel()
    curve = retention({"all": retention_curve(TREATED.orders, 5)}).lines[0].get_ydata()
    assert (curve[0], max(curve)) == (curve[0], curve[0])
    names = [label.get_text() for label in scorecard(card).get_yticklabels()]
    assert names[::-1] == card.index.tolist()


def test_only_the_front_is_filled():
    table = pd.DataFrame({"profit": [1, 2, 3], "benefit": [3, 1, 2]}, index=["a", "b", "c"])
    best = undominated(table, {"profit": "up", "benefit": "up"})
    drawn = front(table, "profit", "benefit", best, ("cents", ""))
    beaten, filled = drawn.lines[:2]
    assert (len(beaten.get_xdata()), len(filled.get_xdata())) == (1, 2)


def test_each_stage_has_a_look_of_its_own_which_no_other_run_changes():
    days = pd.date_range("2025-11-01", periods=3)
    counts = pd.DataFrame([range(1, len(STAGES) + 1)] * 3, index=days, columns=sorted(STAGES))
    looks = []
    for shares in (counts, counts.assign(aware=99.0)):
        drawn = stages(shares.div(shares.sum(axis=1), axis=0)).lines
        looks.append({line.get_label(): (line.get_color(), line.get_marker()) for line in drawn})
    assert looks[0] == looks[1] and list(looks[0]) != list(looks[1])
    for of in zip(*looks[0].values(), strict=True):
        assert len(set(of)) == len(STAGES)
