"""What stands in the report of an experiment."""

from collections.abc import Iterator
from functools import partial

import pandas as pd

from sim.plots import effects, funnel, pictures
from sim.report.design import design
from sim.report.difference import difference
from sim.report.evaluation import evaluation
from sim.report.folder import Experiment
from sim.report.headline import cards
from sim.report.html import Markup, Section, join, section, tag
from sim.report.numbers import LEVEL, amount, interval, rate
from sim.report.pictures import half, pair, picture
from sim.report.tables import table
from sim.results import compare, summary_contrast, switched_from
from sim.results.campaign import campaigns_of, participants_of, sales_of
from sim.results.evaluation import funnel as funnel_of
from sim.results.summary import MARKET

OVER_TIME = ("timeline", "prices", "stages")
PLACED = (*OVER_TIME, "effects", "profit", "shares", "lift")
"""Pictures that have their place; all others are about people."""


def sections(found: Experiment) -> Iterator[Section]:
    """The parts of the page, in order; those that the data do not allow are empty."""
    treated, baseline = found.treated, found.baseline
    drawn = dict(pictures(treated, baseline))
    flows = [half("shares", drawn["shares"])]
    yield section("Headline", cards(found))
    if baseline is not None:
        by_shop = [half(name, drawn[name]) for name in ("effects", "profit")]
        yield section("Effect by shop", pair(*by_shop), _by_shop(summary_contrast(treated, baseline)))
        yield section("Lift ledger", *(picture("lift", drawn[name]) for name in drawn if name == "lift"))
        moved = partial(effects, compare(treated, baseline, "share"), "market share", "share")
        flows.append(half("share-change", moved))
    yield section("Share flows", pair(*flows), _rivals(found))
    yield section("Over time", *(picture(name, drawn[name]) for name in OVER_TIME if name in drawn))
    people = (picture(name, draw) for name, draw in drawn.items() if name not in PLACED)
    steps = partial(funnel, funnel_of(treated.funnel), "treated" if baseline is not None else "")
    yield section("People", *people, picture("funnel", steps))
    yield section("Evaluation", evaluation(treated, baseline))
    yield section("Design", design(found))
    if baseline is not None:
        yield section("What differs between the scenarios", difference(treated.config, baseline.config))


def _by_shop(contrast: pd.DataFrame) -> Markup:
    rows = [
        [
            str(shop) if shop != MARKET else "whole market",
            *(amount(row[name], "cents") for name in ("baseline", "treated")),
            amount(row["incremental"], "cents", signed=True),
            interval(row["low"], row["high"], "cents"),
            rate(row["lift"]),
            amount(row["profit"], "cents", signed=True),
            interval(row["profit_low"], row["profit_high"], "cents"),
        ]
        for shop, row in contrast.iterrows()
    ]
    revenue = ["revenue, baseline", "treated", "difference", LEVEL, "change"]
    head = ["shop", *revenue, "profit, difference", LEVEL]
    return table(head, rows, "Revenue and profit of each shop, with and without", last="total")


def _rivals(found: Experiment) -> Markup:
    """Which rivals lost sales to the participants, where some shops stand aside."""
    campaigns = campaigns_of(found.treated, found.baseline)
    window, shops = sales_of(campaigns), participants_of(campaigns)
    if found.baseline is None or not window or shops is None or "orders" not in found.treated:
        return Markup()
    losses = switched_from(found.treated, found.baseline, window, shops).sort_values("units", ascending=False)
    rows = [
        [str(shop), amount(row["units"]), interval(row["low"], row["high"], "", signed=False)]
        for shop, row in losses.iterrows()
    ]
    note = tag("p", "Units that each rival lost to the participants inside the window:")
    return join(note, table(["rival", "units", LEVEL], rows, "Units lost to the participants"))
