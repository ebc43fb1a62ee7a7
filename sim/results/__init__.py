"""Ledger to tidy tables to metrics, comparisons and lift."""

from sim.results.compare import compare, roi, variance_reduction
from sim.results.lift import lift_by_seed, lift_ledger, switched_from
from sim.results.metrics import METRICS, metric
from sim.results.planning import check_aa, power
from sim.results.repurchase import repurchase
from sim.results.results import Results
from sim.results.series import books, daily, mix, price_index, stage_shares
from sim.results.summary import as_text, summary, summary_contrast

__all__ = [
    "METRICS",
    "Results",
    "as_text",
    "books",
    "check_aa",
    "compare",
    "daily",
    "lift_by_seed",
    "lift_ledger",
    "metric",
    "mix",
    "power",
    "price_index",
    "repurchase",
    "roi",
    "stage_shares",
    "summary",
    "summary_contrast",
    "switched_from",
    "variance_reduction",
]
