"""The command line: Hydra's, with errors that a person can read."""

import os
import sys
from hashlib import sha256
from pathlib import Path

import hydra
import yaml
from hydra.core.hydra_config import HydraConfig
from hydra.errors import HydraException
from hydra.types import RunMode
from omegaconf import DictConfig, ListConfig, OmegaConf
from omegaconf.errors import InterpolationKeyError

from sim import __version__
from sim.run.arguments import all_are_heard
from sim.run.compose import conf_dir, hydra_at, named
from sim.run.errors import ConfigError
from sim.run.explain import explain, place_in_a_list
from sim.run.mixed import none_is_mixed
from sim.run.parsed_once import parse_once
from sim.run.sweep.failure import SweepFailed

JOBS_FAILED = NO_PLACE = 1
WRONG_CONFIG = 2
INTERRUPTED = 130  # as shells say it


class Refused(SystemExit):
    """What is wrong with a config, on its way out of a job: above any other error of a job Hydra prints a line of its own."""


def command() -> int:
    """Run `sys.argv`; returns the exit code.

    0 when all went well, 1 when jobs of a sweep failed or files cannot be written, 2 for a config that cannot run, 130 when it
    was interrupted.
    """
    if sys.argv[1:] == ["--version"]:
        print(f"bazaar {__version__}")
        return 0
    for each in sys.argv[1:]:
        if (
            each.partition("=")[0] == "--experiment"
        ):  # which Hydra takes for the beginning of an option of its own
            return _refuse(ConfigError(f"{each}: no such option; write experiment=double11, without dashes"))
    os.environ["HYDRA_FULL_ERROR"] = "1"  # Hydra then raises instead of printing and exiting
    OmegaConf.register_new_resolver("digest", _digest, replace=True)
    parse_once()
    try:
        hydra.main(config_path=str(conf_dir()), config_name="config", version_base="1.3")(_job)()
    except (ConfigError, Refused) as error:
        return _refuse(error)
    except yaml.YAMLError as error:
        return _refuse(explain(error, sys.argv[1:]))
    except KeyboardInterrupt:
        print(
            "interrupted; the same command goes on from here (a single run with hydra.run.dir=<its folder>)",
            file=sys.stderr,
        )
        return INTERRUPTED
    except SweepFailed as error:
        print(error, file=sys.stderr)
        return JOBS_FAILED
    except (HydraException, ValueError) as error:
        if isinstance(error, ValueError) and not (
            _about_a_group(error) or place_in_a_list(error, sys.argv[1:])
        ):
            raise  # not Hydra's about an override, so not the user's fault
        with hydra_at(conf_dir()):
            return _refuse(explain(error, sys.argv[1:]))
    except OSError as error:
        print(
            f"error: {error}; hydra.run.dir (of a sweep hydra.sweep.dir) says where results go",
            file=sys.stderr,
        )
        return NO_PLACE
    return 0


def _about_a_group(error: ValueError) -> bool:
    """Whether an override gave a group no name of a file: Hydra says so, or does not find the name of the experiment."""
    return str(error).startswith("Config group override") or (
        isinstance(error, InterpolationKeyError) and "hydra.runtime.choices" in str(error)
    )


def _job(cfg: DictConfig) -> None:
    from sim.run.arms import run_arms

    settings = HydraConfig.get()
    try:
        cfg = named(cfg, settings.runtime.choices["experiment"])
        all_are_heard(settings.overrides.task)
        none_is_mixed(settings.overrides.task)
        design = settings.runtime.choices.get("sweep")
        if design and settings.mode is RunMode.RUN:
            raise ConfigError(f"sweep={design}: is a design of many runs, and this is one; add -m")
        print(run_arms(cfg, list(settings.overrides.task), Path(settings.runtime.output_dir)))
    except ConfigError as error:
        if settings.mode is RunMode.MULTIRUN:
            raise  # the other jobs go on
        raise Refused(str(error)) from error


def _digest(overrides: ListConfig) -> str:
    """Eight digits that tell one sweep from another, so that the same command finds its folder again."""
    return sha256("\n".join(overrides).encode()).hexdigest()[:8]


def _refuse(error: ConfigError | Refused) -> int:
    print(f"error: {error}", file=sys.stderr)
    return WRONG_CONFIG
