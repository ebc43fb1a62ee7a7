"""What an experiment found, in a sentence or two and in a few large figures."""

from sim.report.effect import Effect, effect_on
from sim.report.folder import Experiment
from sim.report.html import Markup, join, tag
from sim.report.numbers import LEVEL, amount, plural, rate, short
from sim.report.tables import card
from sim.results import Results, compare, metric

LABELS = {
    "revenue": "Revenue",
    "profit": "Profit of the shops",
    "units": "Units sold",
    "subsidy": "Paid by the platform",
}
GOOD = ("revenue", "profit", "units")
"""Figures of which more is a gain."""


def verdict(found: Experiment) -> str:
    """What happened, in one or two sentences."""
    treated, baseline = found.treated, found.baseline
    if baseline is None:
        days = plural(treated.sales["date"].nunique(), "day")
        return f"All shops together took {short(_level('revenue', treated), 'cents', False)} in {days}."
    revenue = _sentence("The market's revenue", effect_on("revenue", treated, baseline))
    profit = _sentence("the profit of all shops", effect_on("profit", treated, baseline))
    shops = compare(treated, baseline)["incremental"].sort_values()
    return (
        f"{revenue} and {profit}. Among the shops {shops.index[-1]} gains most revenue"
        f" ({short(shops.iloc[-1], 'cents')}), {shops.index[0]} least ({short(shops.iloc[0], 'cents')})."
    )


def cards(found: Experiment) -> Markup:
    """The large figures."""
    treated, baseline = found.treated, found.baseline
    if baseline is None:
        levels = {name: amount(_level(name, treated), metric(name).unit) for name in LABELS}
        shown = [card(LABELS[name], level, ["mean over seeds"]) for name, level in levels.items()]
        return tag("div", *shown, class_="cards")
    effects = {name: effect_on(name, treated, baseline) for name in LABELS}
    note = f"Differences between the two scenarios; below each its {LEVEL} over the seeds."
    return join(
        tag("div", *(_card(name, effect) for name, effect in effects.items()), class_="cards"),
        tag("p", note, class_="quiet"),
    )


def _card(name: str, effect: Effect) -> Markup:
    change = f"{rate(effect.lift)} of {short(effect.baseline, effect.unit, False)}" if effect.baseline else ""
    mood = "" if name not in GOOD or not effect.clear else "gain" if effect.low > 0 else "loss"
    return card(LABELS[name], amount(effect.incremental, effect.unit, True), [effect.interval, change], mood)


def _sentence(subject: str, effect: Effect) -> str:
    verb = "rises" if effect.incremental > 0 else "falls"
    told = f"{subject} {verb} by {short(abs(effect.incremental), effect.unit, signed=False)}"
    if effect.low != effect.low:
        return f"{told} (one seed, so without an interval)"
    unclear = "" if effect.clear else ", which includes no change"
    return f"{told} ({LEVEL} {effect.interval}{unclear})"


def _level(name: str, results: Results) -> float:
    return float(metric(name)(results).mean())
