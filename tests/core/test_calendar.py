import copy
import datetime as dt
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core import dates
from sim.core.calendar import Calendar

CONF = Path(__file__).parents[2] / "conf" / "calendar"
CHINA: dict[str, Any] = yaml.safe_load((CONF / "china.yaml").read_text(encoding="utf-8"))
FLAT: dict[str, Any] = yaml.safe_load((CONF / "flat.yaml").read_text(encoding="utf-8"))
CATEGORIES: list[str] = CHINA["describes"]
FOOD = CATEGORIES.index("food_snack_fresh")
STARTS = st.dates(dt.date(2008, 1, 1), dt.date(2040, 12, 31))


def china(start: str | dt.date, days: int, **changes: Any) -> Calendar:
    return Calendar.build(CATEGORIES, **{**CHINA, "start": start, "days": days, **changes})


def changed(path: str, value: Any) -> dict[str, Any]:
    config = copy.deepcopy(CHINA)
    *above, key = path.split("/")
    level = config
    for name in above:
        level = level[name]
    level[key] = value
    return config


@pytest.mark.parametrize(
    ("feast", "date"),
    [
        ("spring_festival", "2025-01-29"),
        ("spring_festival", "2026-02-17"),
        ("lantern", "2025-02-12"),
        ("qingming", "2025-04-04"),
        ("qingming", "2026-04-05"),
        ("mothers_day", "2025-05-11"),
        ("dragon_boat", "2025-05-31"),
        ("dragon_boat", "2026-06-19"),
        ("mid_year_618", "2025-06-18"),
        ("qixi", "2025-08-29"),
        ("mid_autumn", "2025-10-06"),
        ("double11", "2025-11-11"),
        ("double12", "2025-12-12"),
        ("nianhuo", "2025-01-07"),
        ("womens_day", "2025-03-08"),
    ],
)
def test_a_festival_falls_on_its_published_date(feast: str, date: str) -> None:
    year = int(date[:4])
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    found = dates.occurrences(feast, CHINA["festivals"][feast]["date"], first, last, "CN")
    assert dt.date.fromisoformat(date) in found


def test_lunar_dates_agree_with_the_table_of_public_holidays_for_fifty_years() -> None:
    first, last = dt.date(2008, 1, 1), dt.date(2057, 12, 31)
    for lunar, name in (
        ("01-01", "Chinese New Year (Spring Festival)"),
        ("05-05", "Dragon Boat Festival"),
        ("08-15", "Mid-Autumn Festival"),
    ):
        by_moon = dates.occurrences("date", {"lunar": lunar}, first, last, None)
        by_law = dates.occurrences("date", {"public_holiday": name}, first, last, "CN")
        assert len(by_moon) == 50
        assert set(by_moon) <= set(by_law)


def test_a_date_that_a_month_or_year_lacks_is_passed_over() -> None:
    first, last = dt.date(2023, 1, 1), dt.date(2028, 12, 31)
    leap = dates.occurrences("date", {"month_day": "02-29"}, first, last, None)
    assert leap == [dt.date(2024, 2, 29), dt.date(2028, 2, 29)]
    thirty_first = dates.occurrences("date", {"day_of_month": 31}, first, last, None)
    assert len(thirty_first) == 6 * 7
    eve = dates.occurrences("date", {"lunar": "12-30"}, first, last, None)
    assert dt.date(2024, 2, 9) in eve
    assert all(date.year != 2025 for date in eve)


def test_the_default_run_begins_on_a_monday_and_holds_double_11() -> None:
    calendar = Calendar.build(CATEGORIES, **CHINA)
    assert calendar.weekday[0] == 0
    assert calendar.weekday[calendar.index("2025-11-11")] == 1
    assert calendar.events["double11"][0].start == dt.date(2025, 11, 11)
    assert calendar.events["spring_festival"] == []
    assert calendar.index(np.datetime64("2025-09-22")) == 0
    assert str(calendar.dates[-1]) == "2025-12-14"


@settings(max_examples=25, deadline=None)
@given(start=STARTS, days=st.integers(1, 400))
def test_arrays_have_one_row_a_day_and_stay_within_their_bounds(start: dt.date, days: int) -> None:
    calendar = china(start, days)
    assert calendar.season.shape == (days, len(CATEGORIES))
    assert calendar.visit.shape == calendar.capacity.shape == calendar.dates.shape == (days,)
    assert np.all(calendar.season >= 0)
    assert np.all((calendar.capacity > 0) & (calendar.capacity <= 1))
    assert np.all(np.isfinite(calendar.visit))
    assert calendar.weekday[0] == start.weekday()
    assert calendar.index(start + dt.timedelta(days=days - 1)) == days - 1


@settings(max_examples=25, deadline=None)
@given(start=STARTS, days=st.integers(30, 400), shift=st.integers(1, 29))
def test_starting_k_days_later_drops_the_first_k_days_and_changes_no_other(
    start: dt.date, days: int, shift: int
) -> None:
    early = china(start, days)
    late = china(start + dt.timedelta(days=shift), days - shift)
    for name in ("dates", "weekday", "visit", "season", "capacity"):
        assert np.array_equal(getattr(early, name)[shift:], getattr(late, name)), name


@settings(max_examples=15, deadline=None)
@given(start=STARTS, days=st.integers(1, 400))
def test_a_calendar_that_is_off_is_exactly_flat_but_keeps_its_dates(start: dt.date, days: int) -> None:
    off = china(start, days, enabled=False)
    assert np.all(off.season == 1) and np.all(off.visit == 0) and np.all(off.capacity == 1)
    assert off.events == china(start, days).events


def test_zero_strength_gives_a_season_of_exactly_one() -> None:
    quiet = china("2025-01-01", 730, season={**CHINA["season"], "strength": 0.0})
    assert np.all(quiet.season == 1)


def test_zero_amplitudes_give_an_exactly_flat_year() -> None:
    config = copy.deepcopy(CHINA)
    for feast in config["festivals"].values():
        feast["amp"] = dict.fromkeys(feast["amp"], 0.0)
        feast["slump"] = feast["carrier_stop"] = 0.0
    for wave in config["season"]["annual"].values():
        wave["amplitude"] = 0.0
    config["visit"] = FLAT["visit"]
    calendar = Calendar.build(CATEGORIES, **{**config, "start": "2025-01-01", "days": 365})
    assert np.all(calendar.season == 1) and np.all(calendar.visit == 0) and np.all(calendar.capacity == 1)


def test_the_flat_preset_is_exactly_flat() -> None:
    calendar = Calendar.build(CATEGORIES, **FLAT)
    assert np.all(calendar.season == 1) and np.all(calendar.visit == 0) and np.all(calendar.capacity == 1)


def test_needs_double_two_weeks_before_spring_festival_and_slump_during_it() -> None:
    calendar = china("2026-01-01", 90)
    spending = np.array([3150, 1540, 2160, 1400, 2100, 1440, 750, 900])  # yuan a year and consumer
    need = calendar.season @ (spending / spending.sum())
    day = calendar.index("2026-02-17")
    assert need[day - 14 : day - 7].mean() == pytest.approx(1.85, abs=0.15)
    assert need[day - 1 : day + 7] == pytest.approx(0.4, abs=0.03)
    assert need[day + 7] > 0.9


def test_carriers_keep_two_fifths_from_new_years_eve_to_the_seventh_day() -> None:
    calendar = china("2026-01-01", 90)
    eve = calendar.index("2026-02-16")
    assert calendar.capacity[eve : eve + 8] == pytest.approx(0.4)
    assert np.all(np.delete(calendar.capacity, range(eve, eve + 8)) == 1)
    event = calendar.events["spring_festival"][0]
    assert (event.start, event.end) == (dt.date(2026, 2, 16), dt.date(2026, 2, 24))


def test_food_peaks_before_dragon_boat_while_beauty_does_not() -> None:
    calendar = china("2025-05-01", 45)
    before = calendar.season[calendar.index("2025-05-26")]
    ordinary = calendar.season[calendar.index("2025-05-05")]
    assert before[FOOD] - ordinary[FOOD] > 0.4
    assert before[CATEGORIES.index("beauty_care")] == pytest.approx(
        ordinary[CATEGORIES.index("beauty_care")], abs=0.1
    )


def test_double_11_without_campaigns_lifts_needs_only_mildly() -> None:
    calendar = Calendar.build(CATEGORIES, **CHINA)
    lift = calendar.season[calendar.index("2025-11-11")] - calendar.season[calendar.index("2025-10-30")]
    assert np.all(lift > 0) and np.all(lift < 0.15)


def test_a_category_keeps_its_season_wherever_it_stands() -> None:
    backwards = Calendar.build(CATEGORIES[::-1], **CHINA)
    assert np.array_equal(backwards.season[:, ::-1], Calendar.build(CATEGORIES, **CHINA).season)


def test_a_category_that_the_file_does_not_describe_keeps_its_needs_but_for_slumps() -> None:
    config = {**CHINA, "start": "2026-01-01", "days": 60}
    season = Calendar.build(["pet_food"], **config).season[:, 0]
    assert set(season.tolist()) == {1.0, np.float32(0.4)}


def test_full_dispersion_leaves_one_visiting_rate_and_none_keeps_the_week() -> None:
    spread = china("2025-01-01", 365, visit={**CHINA["visit"], "dispersion": 1.0})
    assert np.ptp(spread.visit) < 1e-6
    full = china("2025-01-01", 365)
    half = china("2025-01-01", 365, visit={**CHINA["visit"], "dispersion": 0.5})
    assert half.visit.std() == pytest.approx(full.visit.std() / 2, rel=1e-3)
    assert spread.visit[0] == pytest.approx(full.visit.mean(), abs=0.01)


def test_payday_lifts_visits_on_its_days_only() -> None:
    visit = {**FLAT["visit"], "payday": {"days": [10, 28], "lasts": 2, "bump": 0.5}}
    calendar = Calendar.build([], **{**FLAT, "start": "2025-02-01", "days": 59, "visit": visit})
    lifted = [str(date) for date in calendar.dates[calendar.visit > 0]]
    assert lifted == [
        f"2025-{date}" for date in ("02-10", "02-11", "02-28", "03-01", "03-10", "03-11", "03-28", "03-29")
    ]


def test_a_public_holiday_keeps_people_away() -> None:
    calendar = china("2025-09-29", 14)
    usual = china("2025-09-29", 14, country="CN", visit={**CHINA["visit"], "public_holiday": 0.0})
    lost = calendar.visit - usual.visit
    assert lost[calendar.index("2025-10-01")] == pytest.approx(-0.1)
    assert lost[calendar.index("2025-10-09")] == 0


def test_one_day_and_ten_years_with_leap_days_both_work() -> None:
    assert china("2024-02-29", 1).dates.tolist() == [dt.date(2024, 2, 29)]
    decade = china("2020-01-01", 3653)
    assert str(decade.dates[-1]) == "2029-12-31"
    assert len(decade.events["spring_festival"]) == 10
    assert len(decade.events["member_day"]) == 120


def test_the_arrays_of_a_calendar_cannot_be_changed() -> None:
    calendar = Calendar.build(CATEGORIES, **CHINA)
    with pytest.raises(ValueError, match="read-only"):
        calendar.season[0, 0] = 2.0


def test_a_flat_calendar_does_not_load_the_holiday_tables() -> None:
    code = (
        "import sys, yaml; from pathlib import Path; from sim.core.calendar import Calendar;"
        f"Calendar.build(['food'], **yaml.safe_load(Path({str(CONF / 'flat.yaml')!r}).read_text()));"
        "sys.exit('holidays' in sys.modules)"
    )
    root = str(Path(__file__).parents[2])
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


DOUBLE11_AMP = "festivals/double11/amp"


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("start", "2025-13-01", r"calendar.start: '2025-13-01' is not a date; write year-month-day"),
        ("start", "soon", r"calendar.start: 'soon' is not a date"),
        ("start", "1812-01-01", r"calendar.start: 1812-01-01 is out of reach; .* 1950 to 2090"),
        ("days", 0, r"calendar.days: 0 is not right; write a whole number from 1"),
        ("days", 2.5, r"calendar.days: 2.5 is not right"),
        ("enabled", "off", r"calendar.enabled: 'off' is not right; write true or false"),
        ("country", "ZZ", r"calendar.country: 'ZZ' is not known"),
        (DOUBLE11_AMP, {"foood": 1.0}, r"double11.amp: 'foood' is not known; write one of apparel_shoes"),
        (
            DOUBLE11_AMP,
            {"beauty_care": -1.0},
            r"double11.amp.beauty_care: -1.0 is not right; write a number from 0",
        ),
        (DOUBLE11_AMP, None, r"double11.amp: None is not right; write a mapping"),
        ("visit/dispersion", 1.5, r"calendar.visit.dispersion: 1.5 is not right; write a number from 0 to 1"),
        ("visit/weekday", [0.0] * 6, r"calendar.visit.weekday: .* write 7 numbers, Monday to Sunday"),
        ("visit/weekday", [float("nan")] + [0.0] * 6, r"calendar.visit.weekday\[0\]: nan is not right"),
        ("visit/payday/days", [31], r"calendar.visit.payday.days: 31 is not right; .* from 1 to 28"),
        ("season/strength", -0.1, r"calendar.season.strength: -0.1 is not right"),
        (
            "season/annual/apparel_shoes",
            {"amplitude": 2, "peak": "11-20"},
            r"apparel_shoes.amplitude: 2 is not",
        ),
        (
            "season/annual/apparel_shoes",
            {"amplitude": 0.1},
            r"annual.apparel_shoes: lacks peak; its keys are",
        ),
        (
            "season/annual/apparel_shoes/peak",
            "20-11",
            r"apparel_shoes.peak: '20-11' is not right; write 'month-day'",
        ),
        ("season/annual/shoes", {"amplitude": 0.1, "peak": "11-20"}, r"season.annual: 'shoes' is not known"),
        ("festivals/double11/kind", "sale", r"double11.kind: 'sale' is not known; write one of traditional"),
        ("festivals/double11/width_after", 0, r"double11.width_after: 0 is not right"),
        ("festivals/double11/slump", 1.1, r"double11.slump: 1.1 is not right; write a number from 0 to 1"),
        ("festivals/double11/carrier_stop", 1.0, r"double11.carrier_stop: 1.0 is not right"),
        ("festivals/double11/color", "red", r"festivals.double11: does not know color; its keys are date"),
        ("festivals/double11/date", "11-11", r"double11.date: '11-11' is not right; write one of month_day"),
        ("festivals/double11/date", {"month_day": "11-31"}, r"date.month_day: '11-31' is not right"),
        ("festivals/double11/date", {"moon": "01-01"}, r"double11.date: 'moon' is not known"),
        ("festivals/double11/date", {"lunar": "01-31"}, r"a lunar month has at most 30 days"),
        ("festivals/double11/date", {"day_of_month": 0}, r"date.day_of_month: 0 is not right"),
        (
            "festivals/qingming/date",
            {"public_holiday": "Easter"},
            r"'Easter' is no public holiday of CN; write",
        ),
        (
            "festivals/mothers_day/date",
            {"nth_weekday": {"month": 5, "weekday": "someday", "nth": 2}},
            r"date.nth_weekday.weekday: 'someday' is not known; write one of monday",
        ),
    ],
)
def test_a_wrong_value_is_refused_with_its_key_and_what_would_be_right(
    path: str, value: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Calendar.build(CATEGORIES, **changed(path, value))


def test_a_date_outside_the_run_is_refused_with_the_run_s_limits() -> None:
    calendar = Calendar.build(CATEGORIES, **CHINA)
    with pytest.raises(
        ValueError, match="2025-12-15 is outside the run; write one from 2025-09-22 to 2025-12-14"
    ):
        calendar.index("2025-12-15")


@pytest.mark.parametrize("file", sorted(CONF.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_calendar_file_builds_a_calendar_of_its_length(file: Path) -> None:
    config = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert len(Calendar.build(CATEGORIES, **config).dates) == config["days"]
