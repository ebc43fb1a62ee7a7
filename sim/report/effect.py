"""The effect on one figure of the whole market."""

from dataclasses import dataclass

from sim.report.numbers import interval
from sim.results import Results, compare, metric


@dataclass(frozen=True)
class Effect:
    """Means with and without, their difference with its interval (nan with one seed), in `unit`."""

    baseline: float
    treated: float
    incremental: float
    lift: float
    low: float
    high: float
    unit: str

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0

    @property
    def interval(self) -> str:
        """Both ends, or a dash."""
        return interval(self.low, self.high, self.unit)


def effect_on(what: str, treated: Results, baseline: Results) -> Effect:
    """The effect on the metric `what`."""
    row = compare(treated, baseline, what, by=None).iloc[0]
    names = ("baseline", "treated", "incremental", "lift", "low", "high")
    return Effect(**{name: float(row[name]) for name in names}, unit=metric(what).unit)
