"""Do the implementations simulate the same market?  Differences are judged by the noise between seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from scipy import stats

from experiments.benchmarks.report import Report

LIMIT = 4.0  # standard errors
RATES = ("visits", "trips", "units")  # per consumer and day


def differences(reports: Mapping[str, Sequence[Report]]) -> list[tuple[str, str, float]]:
    """(pair, quantity, largest difference in standard errors) for every pair of implementations.

    reports: name -> one report per seed, at least two, all of the same size.  The variance between seeds is pooled
    over implementations.  Because few seeds estimate it poorly, a difference is given as the standard normal deviate
    that is as improbable as the Student t that was found.
    """
    measured = {name: np.array([measures(report) for report in runs]) for name, runs in reports.items()}
    variance = np.mean([values.var(axis=0, ddof=1) for values in measured.values()], axis=0)
    freedom = sum(len(runs) - 1 for runs in reports.values())
    found = []
    for a, b in combinations(reports, 2):
        gap = np.abs(measured[a].mean(axis=0) - measured[b].mean(axis=0))
        noise = np.sqrt(variance * (1 / len(reports[a]) + 1 / len(reports[b])))
        t = np.divide(gap, noise, out=np.where(gap > 0, np.inf, 0.0), where=noise > 0)
        errors = np.asarray(stats.norm.isf(stats.t.sf(t, freedom)))
        found += [(f"{a} – {b}", rate, float(error)) for rate, error in zip(RATES, errors, strict=False)]
        found.append((f"{a} – {b}", "shares", float(errors[len(RATES) :].max())))
    return found


def measures(report: Report) -> list[float]:
    """Visits, trips and units per consumer and day, then the shares of the shops."""
    size = report.consumers * report.days
    return [report.visits / size, report.trips / size, report.units / size, *report.shares]
