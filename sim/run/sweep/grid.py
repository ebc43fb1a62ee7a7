"""Every combination of the values that are listed."""

from collections.abc import Iterator, Sequence
from itertools import product

from hydra.core.override_parser.types import Override

from sim.run.errors import ConfigError
from sim.run.sweep.sweeper import OwnSweeper, written


class Grid(OwnSweeper):
    """`key=1,2,3`, `key=choice(a,b)`, `key=range(0,10)`: a job for each combination, the last key varying fastest."""

    def explore(self, overrides: Sequence[Override]) -> None:
        self.launch([list(each) for each in product(*map(_values, overrides))])


def _values(override: Override) -> Iterator[str]:
    if not override.is_sweep_override():
        yield written(override)
    elif override.is_discrete_sweep():
        yield from (f"{override.get_key_element()}={value}" for value in override.sweep_string_iterator())
    else:
        raise ConfigError(
            f"{override.input_line}: a grid needs single values; write {override.key_or_group}=1,2,3 or choose another"
            " hydra/sweeper"
        )
