"""What may vary: the keys of a sweep, each over an interval or a list."""

from collections.abc import Sequence
from dataclasses import dataclass

from hydra.core.override_parser.types import IntervalSweep, Override

from sim.run.errors import ConfigError
from sim.run.sweep.sweeper import must_sweep


@dataclass(frozen=True)
class Dimension:
    """A key and what it may be: one of `values`, or, where there are none, a number from low to high."""

    key: str
    low: float = 0.0
    high: float = 1.0
    whole: bool = False
    log: bool = False
    values: tuple[str, ...] = ()

    def at(self, place: float) -> str:
        """The override for a place in 0..1, equally spaced over the interval (its logarithm) or the list."""
        if self.values:
            return self.override(self.values[min(int(place * len(self.values)), len(self.values) - 1)])
        end = self.high + 1 if self.whole else self.high
        chosen = self.low * (end / self.low) ** place if self.log else self.low + place * (end - self.low)
        return self.override(min(int(chosen), int(self.high)) if self.whole else chosen)

    def override(self, value: str | float) -> str:
        """`key=value`, numbers with ten significant digits."""
        return f"{self.key}={value:.10g}" if isinstance(value, float) else f"{self.key}={value}"


def space(overrides: Sequence[Override]) -> list[Dimension]:
    """The overrides that vary. Raises ConfigError when there is none, or for a logarithm of what is not positive."""
    wanted = "key: interval(0,1), int(interval(1,9)), tag(log,interval(0.01,1)) or choice(a,b)"
    return [_dimension(each) for each in must_sweep(overrides, wanted)]


def _dimension(override: Override) -> Dimension:
    key, value = override.get_key_element(), override.value()
    if not isinstance(value, IntervalSweep):
        return Dimension(key, values=tuple(override.sweep_string_iterator()))
    low, high, log = value.start, value.end, "log" in value.tags
    if low is None or high is None or not low < high or (log and low <= 0):
        raise ConfigError(
            f"{override.input_line}: not an interval; write interval(low,high), above 0 for tag(log,...)"
        )
    return Dimension(key, float(low), float(high), isinstance(low, int) and isinstance(high, int), log)
