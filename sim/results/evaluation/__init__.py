"""Evaluation as managers know it: figures of a run, of its buyers and of what a campaign brought."""

from sim.results.evaluation.evaluate import evaluate
from sim.results.evaluation.kpis import KPIS, Kpi

__all__ = ["KPIS", "Kpi", "evaluate"]
