"""Evidence that a mechanism works: runs that differ in one thing, paired by seed, and what that moved.

`python -m sim.run.evidence [ID ...]` runs the rows in `tests/evidence/*.yaml` (all, or those named) and, when it ran all,
writes `docs/evidence.md`.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from sim.results import Results
from sim.results.interval import interval
from sim.results.metrics import METRICS
from sim.run.compose import conf_dir

NEGLIGIBLE = 0.02  # share of the off arm's value below which a difference counts as none
KEPT = 8  # arms whose results stay in memory for the rows after
SWITCHES = {True: "on", False: "off"}  # YAML 1.1 takes these two keys for booleans
DIRECTIONS = ("up", "down", "unchanged", "zero")


@dataclass(frozen=True)
class Row:
    """One claim. Each arm runs `experiment` with `common` and its own overrides, once per seed.

    `shock` (overrides): what is compared is then each arm's relative change of the measure when the shock is added.
    `quick`: part of the everyday tests. `note`: what the row cannot show.
    """

    id: str
    name: str
    metric: str
    direction: str
    experiment: str = "baseline"
    common: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    shock: tuple[str, ...] = ()
    where: Mapping[str, Any] = field(default_factory=dict)
    per: Mapping[str, Any] = field(default_factory=dict)
    seeds: int = 3
    quick: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        if self.direction not in DIRECTIONS:
            raise ValueError(
                f"{self.id}: direction is {self.direction!r}; write one of {', '.join(DIRECTIONS)}"
            )


@dataclass(frozen=True)
class Finding:
    """What a row's runs gave: means of both arms, mean paired difference with its 95 % interval, and the verdict."""

    off: float
    on: float
    difference: float
    low: float
    high: float
    holds: bool


def rows_in(folder: Path) -> list[Row]:
    """The rows of all files in `folder`, by file name; lists of overrides may be nested, so that YAML anchors can be joined."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["rows"]:
            entry = {SWITCHES.get(key, key): value for key, value in entry.items()}
            lists = {key: tuple(_flat(entry.get(key) or [])) for key in ("common", "off", "on", "shock")}
            found.append(Row(**{**entry, **lists}))
    return found


def examine(row: Row) -> Finding:
    """Run both arms of a row and judge it."""
    off, on = (_value(row, arm) for arm in (row.off, row.on))
    difference = (on - off).astype(float)
    spread = interval(difference.to_frame("all")).loc["all"]
    mean, low, high = (float(value) for value in spread[["mean", "low", "high"]].to_numpy())
    before, after = float(off.mean()), float(on.mean())
    holds = {
        "up": low > 0,
        "down": high < 0,
        "unchanged": low <= 0 <= high or abs(mean) < NEGLIGIBLE * abs(before),
        "zero": bool((difference == 0).all()),
    }[row.direction]
    return Finding(before, after, mean, low, high, holds)


def _value(row: Row, arm: tuple[str, ...]) -> pd.Series:
    def measured(*overrides: str) -> pd.Series:
        results = run_arm(row.experiment, (*row.common, *arm, *overrides), row.seeds)
        return measure(results, row.metric, row.where, row.per)

    return measured() if not row.shock else measured(*row.shock) / measured() - 1


@lru_cache(maxsize=KEPT)
def run_arm(experiment: str, overrides: tuple[str, ...], seeds: int) -> Results:
    """The results of one arm on seeds 0, 1, …; rows that share an arm share its runs."""
    from sim.run.run import run

    return run(experiment, *overrides, seeds=range(seeds))


def measure(
    results: Results, name: str, where: Mapping[str, Any] | None = None, per: Mapping[str, Any] | None = None
) -> pd.Series:
    """One number per seed: a metric, a figure below, or the mean of a `table.column`.

    where: column → value, list of values, or for `date` [first day, last day]; other tables' columns are left alone.
    per: mapping with the same keys (metric, where, per) that it is divided by.
    """
    part = _only(results, where or {})
    if name in FIGURES:
        value = FIGURES[name](part)
    elif name in METRICS:
        value = METRICS[name](part, list(where or {}) or None).groupby(level="seed").sum()
    elif "." in name:
        table, column = name.split(".")
        value = part.table(table).groupby("seed")[column].mean()
    else:
        known = ", ".join([*FIGURES, *METRICS])
        raise ValueError(f"measure {name!r} is unknown; write one of {known}, or table.column")
    value = value.reindex(results.seeds, fill_value=0)
    return value / measure(results, per["metric"], per.get("where"), per.get("per")) if per else value


def _only(results: Results, where: Mapping[str, Any]) -> Results:
    """The rows `where` holds; the columns it names are levelled, so that a metric can be split by them into one cell."""
    tables = {}
    for name in ("sales", "ledger", "funnel", "stages", "posts", "consumers", "orders"):
        if name not in results:
            continue
        frame = results.table(name)
        keys = [key for key in where if key in frame.columns]
        for key in keys:
            wanted = where[key]
            if key == "date":
                first, last = (pd.Timestamp(day) for day in wanted)
                frame = frame[frame["date"].between(first, last)]
            else:
                frame = frame[frame[key].isin(wanted if isinstance(wanted, list) else [wanted])]
        tables[name] = frame.assign(**{key: frame[key].iloc[0] for key in keys if len(frame)})
    return Results(tables)


def _by_seed(frame: pd.DataFrame, figure: Callable[[pd.DataFrame], float]) -> pd.Series:
    return pd.Series({seed: figure(part) for seed, part in frame.groupby("seed")}, dtype=float)


def _weekday_spread(part: Results) -> pd.Series:
    """Standard deviation over weekdays of mean daily visits, share of their mean."""
    day = part.funnel.groupby(["seed", "date"])["visits"].sum().reset_index()
    week = day.groupby(["seed", day["date"].dt.day_of_week])["visits"].mean().groupby("seed")
    return week.std() / week.mean()


def _best_day(part: Results) -> pd.Series:
    """Largest daily sales, cents."""
    return part.sales.groupby(["seed", "date"], observed=True)["paid_value"].sum().groupby("seed").max()


def _spread_of_orders(part: Results) -> pd.Series:
    """Variance over mean of the consumers' numbers of orders; 1 for a Poisson process."""
    orders = part.consumers.groupby("seed")["orders"]
    return orders.var() / orders.mean()


def _shops_per_basket(part: Results) -> pd.Series:
    """Mean number of shops that a consumer buys from on a day with a purchase."""
    bought = part.orders[part.orders["units"] > 0]
    return bought.groupby(["seed", "date", "consumer"])["shop"].nunique().groupby("seed").mean()


def _same_shop(part: Results) -> pd.Series:
    """Share of repeated purchases in a category that go to the shop of the purchase before."""
    bought = part.orders[part.orders["units"] > 0].sort_values(["seed", "date"], kind="stable")
    shop = bought["shop"].astype(str)
    last = shop.groupby([bought[key] for key in ("seed", "consumer", "category")], observed=True).shift()
    repeats = last.notna()
    return (shop == last)[repeats].astype(float).groupby(bought["seed"][repeats]).mean()


def _sale_flows(part: Results) -> pd.Series:
    """Cents that consumers paid shops for goods, from the ledger."""
    flows = part.ledger[part.ledger["purpose"] == "sale"]
    return flows.groupby("seed")["cents"].sum()


FIGURES: dict[str, Callable[[Results], pd.Series]] = {
    "weekday_spread": _weekday_spread,
    "best_day": _best_day,
    "spread_of_orders": _spread_of_orders,
    "shops_per_basket": _shops_per_basket,
    "same_shop": _same_shop,
    "sale_flows": _sale_flows,
    "trips": lambda part: part.funnel.groupby("seed")["trips"].sum(),
    "lines": lambda part: part.funnel.groupby("seed")["carts"].sum(),
    "looks": lambda part: part.funnel.groupby("seed")["views"].sum(),
    "consumers": lambda part: part.stages.groupby("seed")["consumers"].sum(),
}


def report(findings: Iterable[tuple[Row, Finding]]) -> str:
    """The table of `docs/evidence.md`."""
    lines = [HEAD]
    for row, found in findings:
        cells = (
            row.id, row.name, _overrides(row.off), _overrides(row.on), _overrides(row.shock),
            _metric(row.metric, row.where, row.per), row.direction,
            f"{found.off:.5g}", f"{found.on:.5g}", f"{found.difference:+.4g}",
            f"{found.low:+.4g} … {found.high:+.4g}", "holds" if found.holds else "**fails**", row.seeds,
        )  # fmt: skip
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


HEAD = """# Evidence

Written by `python -m sim.run.evidence` from the rows in `tests/evidence`; do not edit by hand.
Each row runs the same market twice on the same seeds, with one thing changed. *up* and *down*: the 95 % t interval of the
mean paired difference excludes 0 on that side; *unchanged*: it includes 0, or the difference is below 2 % of the off arm;
*zero*: no seed differs at all. With a *shock*, off and on are relative changes that the shock brings about. Money is in cents.

| id | mechanism | off | on | shock | measure | expected | off mean | on mean | difference | 95 % interval | verdict | seeds |
|---|---|---|---|---|---|---|--:|--:|--:|---|---|--:|"""


def _overrides(arm: tuple[str, ...]) -> str:
    return "<br>".join(f"`{each}`" for each in arm) or "–"


def _metric(name: str, where: Mapping[str, Any], per: Mapping[str, Any]) -> str:
    filters = ", ".join(f"{key} {_listed(value)}" for key, value in where.items())
    text = f"{name} ({filters})" if filters else name
    return f"{text} / {_metric(per['metric'], per.get('where', {}), per.get('per', {}))}" if per else text


def _listed(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _flat(values: Iterable[Any]) -> list[str]:
    return [text for value in values for text in (_flat(value) if isinstance(value, list) else [str(value)])]


def main(wanted: list[str]) -> int:
    """Run the rows whose id is wanted (none named: all); returns 1 when one fails, else 0."""
    root = conf_dir().parent
    rows = [row for row in rows_in(root / "tests" / "evidence") if not wanted or row.id in wanted]
    findings = []
    for row in rows:
        found = examine(row)
        findings.append((row, found))
        verdict = "holds" if found.holds else "FAILS"
        print(f"{row.id:9} {verdict} {row.name}: {found.off:.5g} -> {found.on:.5g}, {row.direction} "
              f"[{found.low:+.4g}, {found.high:+.4g}]", flush=True)  # fmt: skip
    if not wanted:
        (root / "docs" / "evidence.md").write_text(report(findings), encoding="utf-8")
    return 0 if all(found.holds for _, found in findings) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
