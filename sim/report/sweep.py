"""What stands in the report of a sweep."""

from collections.abc import Iterator
from functools import partial

import pandas as pd

from sim.plots import by_key
from sim.report.design import baselines
from sim.report.folder import Sweep
from sim.report.html import Markup, Section, join, section, tag
from sim.report.numbers import LEVEL, amount, interval, plural, short
from sim.report.outcomes import OUTCOMES, outcomes
from sim.report.pictures import half, pair
from sim.report.provenance import provenance
from sim.report.tables import facts, table
from sim.run.summaries import summaries

MOST = 200  # jobs in the table of jobs


def verdict(found: Sweep) -> str:
    """Which job did best."""
    told = outcomes(found.runs)
    subject = "the change of the market's" if _contrasted(found) else "the market's"
    texts = []
    for what in OUTCOMES:
        rows = told[told["what"] == what]
        best = rows.sort_values("mean").iloc[-1]
        where = " and ".join(f"{_last(key)} {_value(best[key])}" for key in _keys(found)) or "the only job"
        texts.append(
            f"{subject} {what} is highest at {where} ({short(best['mean'], 'cents', _contrasted(found))})"
        )
    text = ", ".join(texts)
    return f"{text[0].upper()}{text[1:]}."


def sections(found: Sweep) -> Iterator[Section]:
    """The parts of the page, in order; those that the data do not allow are empty."""
    told = outcomes(found.runs)
    kind = "change of" if _contrasted(found) else "market's"
    for key in _keys(found):
        drawn = [
            half(f"{key}-{what}", partial(by_key, told[told["what"] == what], key, f"{kind} {what}"))
            for what in OUTCOMES
        ]
        yield section(f"Effect of {_last(key)}", pair(*drawn))
    yield section("What the sweeper found", *(_finding(name, each) for name, each in found.findings.items()))
    yield section("Shops", _shops(found))
    yield section("Jobs", _jobs(found, told))
    yield section("Failed jobs", _failed(found))
    yield section("Design", _design(found))
    yield section("Provenance", provenance(found.runs[0].manifest, "Of the first job:"))


def _jobs(found: Sweep, told: pd.DataFrame) -> Markup:
    rows = []
    for _, cells in told.groupby("run", sort=False):
        line = [_value(cells.iloc[0][key]) for key in _keys(found)] or ["the only job"]
        for _, cell in cells.iterrows():
            line.append(amount(cell["mean"], "cents", signed=_contrasted(found)))
            line.append(interval(cell["low"], cell["high"], "cents", signed=_contrasted(found)))
        rows.append(line)
    head = [_last(key) for key in _keys(found)] or ["job"]
    for what in OUTCOMES:
        head += [f"{what}, difference" if _contrasted(found) else what, LEVEL]
    more = (
        f"The first {MOST} of {len(rows)} jobs; gathered/summary.parquet has all." if len(rows) > MOST else ""
    )
    return join(
        table(head, rows[:MOST], "Outcome of every job"), tag("p", more, class_="quiet") if more else ""
    )


def _shops(found: Sweep) -> Markup:
    """The profit of every shop at each value, when one key with few values was swept."""
    keys, most = _keys(found), 12
    if len(keys) != 1 or len(found.runs) > most:
        return Markup()
    cells = summaries(found.runs).pivot_table(index="shop", columns=keys[0], values="profit", sort=False)
    rows = [
        [str(shop), *(amount(cell, "cents", signed=True) for cell in line)]
        for shop, line in zip(cells.index, cells.to_numpy(), strict=True)
    ]
    about = f"{'Change of the profit' if _contrasted(found) else 'Profit'} of each shop by {keys[0]}"
    head = ["shop", *(_value(value) for value in cells.columns)]
    return join(tag("p", about), table(head, rows, about))


def _finding(name: str, each: pd.DataFrame) -> Markup:
    about = {"best": "The best trials", "sensitivity": "How much each key matters: sensitivity indices"}[name]
    texts = sum(not pd.api.types.is_numeric_dtype(each[column]) for column in each)
    rows = [[_value(cell) for cell in row] for row in each.itertuples(index=False)]
    return join(tag("h3", about), table([str(column) for column in each], rows, about, texts=max(1, texts)))


def _failed(found: Sweep) -> Markup:
    rows = [(str(each["number"]), " ".join(each["overrides"]), str(each["error"])) for each in found.failed]
    return table(["job", "overrides", "why"], rows, "Jobs that failed", texts=3)


def _design(found: Sweep) -> Markup:
    told = [
        (
            "jobs",
            f"{len(found.runs)} complete of {found.asked}" if found.asked else plural(len(found.runs), "job"),
        ),
        ("seeds of each", ", ".join(map(str, found.runs[0].manifest["seeds"]))),
        *((key, _values([run.swept[key].as_py() for run in found.runs])) for key in _keys(found)),
        ("same in all", " ".join(f"{key}={value}" for key, value in _shared(found).items())),
        *baselines(found.runs[0].config()),
    ]
    return facts(told)


def _shared(found: Sweep) -> dict[str, object]:
    overrides = found.runs[0].manifest["overrides"]
    return {key: value for key, value in overrides.items() if key not in _keys(found)}


def _values(values: list[object]) -> str:
    different = list(dict.fromkeys(values))
    if len(different) <= 12:
        return ", ".join(map(_value, different))
    numbers = [each for each in different if isinstance(each, int | float)]
    return (
        f"{plural(len(different), 'value')} from {_value(min(numbers))} to {_value(max(numbers))}"
        if numbers
        else ""
    )


def _keys(found: Sweep) -> list[str]:
    return list(found.runs[0].swept)


def _contrasted(found: Sweep) -> bool:
    return len(found.runs[0].manifest["arms"]) > 1


def _last(key: str) -> str:
    """The end of a dotted key, as words: official_cut.percent."""
    return " ".join(key.split(".")[-2:]).replace("_", " ")


def _value(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
