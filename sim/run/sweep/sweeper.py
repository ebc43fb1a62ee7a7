"""What all sweepers share: parameters from the config and the command line, a launcher, a folder, failures at the end."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.core.plugins import Plugins
from hydra.core.utils import JobReturn
from hydra.plugins.launcher import Launcher
from hydra.plugins.sweeper import Sweeper
from hydra.types import HydraContext, TaskFunction
from omegaconf import DictConfig

from sim.run.errors import ConfigError
from sim.run.runs import complete_runs
from sim.run.summaries import write_summaries
from sim.run.sweep.failure import raise_if_failed
from sim.run.sweep.jobs import plan
from sim.run.sweep.launcher import Jobs
from sim.run.sweep.lock import held
from sim.run.sweep.objective import Objective, check_cells


class OwnSweeper(Sweeper):
    """A sweeper that decides in `explore` which jobs to run. params: key → values, in Hydra's syntax for the command line."""

    launcher: Launcher
    folder: Path

    def __init__(self, params: Mapping[str, Any] | None = None) -> None:
        self.params = dict(params or {})
        self.returns: list[JobReturn] = []

    def setup(self, *, hydra_context: HydraContext, task_function: TaskFunction, config: DictConfig) -> None:
        self.folder = Path(config.hydra.sweep.dir).absolute()
        self.launcher = Plugins.instance().instantiate_launcher(
            hydra_context=hydra_context, task_function=task_function, config=config
        )

    def sweep(self, arguments: list[str]) -> Any:
        """Run what `explore` asks for, alone in the folder. Raises SweepFailed at the end when a job failed."""
        written = [f"{key}={value}" for key, value in self.params.items()]
        parsed = OverridesParser.create().parse_overrides([*written, *arguments])
        with held(self.folder):
            self.explore(list({each.get_key_element(): each for each in parsed}.values()))
            with suppress(FileNotFoundError):  # nothing was completed
                write_summaries(complete_runs(self.folder), self.folder)
        raise_if_failed(self.returns)
        return self.returns

    @abstractmethod
    def explore(self, overrides: Sequence[Override]) -> None:
        """Decide on jobs and `launch` them; of two overrides of one key the later was kept."""

    def launch(self, sets: Sequence[Sequence[str]]) -> Sequence[JobReturn]:
        """Run a job for each set of overrides."""
        returned = self.launcher.launch([list(each) for each in sets], initial_job_idx=len(self.returns))
        self.returns += returned
        return returned

    def measurable(self, wanted: Sequence[Objective], overrides: Sequence[str]) -> str:
        """The key of the job of these overrides, none of which vary.

        Raises ConfigError when its summary, or the launcher, will not have what is `wanted`.
        """
        if not isinstance(self.launcher, Jobs):
            raise ConfigError(
                f"hydra/launcher: {type(self.launcher).__name__} tells no results, which the objectives are cells of;"
                " write serial, loky, dask or ray"
            )
        (job,) = plan([overrides], 0, self.folder)
        check_cells(wanted, job)
        return job.key


def fixed(overrides: Sequence[Override]) -> list[str]:
    """The overrides that are the same in all jobs, as text."""
    return [written(each) for each in overrides if not each.is_sweep_override()]


def written(override: Override) -> str:
    """`key=value`, as it could be typed."""
    if override.is_delete():
        return str(override.input_line)
    return f"{override.get_key_element()}={override.get_value_element_as_str()}"


def must_sweep(overrides: Sequence[Override], wanted: str) -> list[Override]:
    """The overrides with several values. Raises ConfigError, saying what is `wanted`, when there is none."""
    swept = [each for each in overrides if each.is_sweep_override()]
    if not swept:
        raise ConfigError(f"hydra.sweeper.params: nothing to vary; write {wanted}")
    return swept
