"""Folders as the command leaves them, of made-up runs."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "results"))  # the made-up runs live there
from synthetic import market

from sim.results import Results, summary_contrast
from sim.run.store import sign, store_tables
from sim.run.sweep.index import NAME as INDEX
from sim.run.write import write_json, write_yaml


def described(results: Results, seeds: int, **config: object) -> Results:
    """The results with a config and a manifest, as a run would write them."""
    results.config |= {
        "experiment": "autumn",
        "question": "Does the autumn sale pay?",
        "population": {"size": 80},
        "calendar": {"days": 25},
        "contrast": ["campaign=none"],
        **config,
    }
    results.manifest = {"experiment": "autumn", "seeds": list(range(seeds)), "seconds": {"0": 1.0}}
    return results


def write_run(folder: Path, depth: float = 0.3, seeds: int = 3, overrides: tuple[str, ...] = ()) -> Path:
    """A finished folder of two arms."""
    treated = described(market(range(seeds), depth), seeds, depth=depth)
    baseline = described(market(range(seeds)), seeds, campaign={})
    arms = {"treated": treated, "baseline": baseline}
    for arm, results in arms.items():
        store_tables(results, folder / arm)
    summary_contrast(treated, baseline).to_csv(folder / "summary.csv", index_label="shop")
    write_yaml(folder / "config.yaml", treated.config)
    sign(folder, arms, overrides)
    return folder


def write_sweep(folder: Path) -> Path:
    """A finished sweep of two jobs over one key."""
    jobs = []
    for number, depth in enumerate((0.1, 0.3)):
        key = "campaign.autumn.promotions.a_rather_long_name_of_an_offer.percent"
        write_run(folder / f"job{number}", depth, 2, (f"{key}={depth}",))
        jobs.append({"number": number, "key": f"job{number}", "overrides": {key: depth}})
    write_json(folder / INDEX, {"jobs": jobs})
    return folder
