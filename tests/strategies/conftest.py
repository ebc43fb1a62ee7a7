from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.strategies.base import CustomerBooks, MediaBooks, View
from sim.strategies.promotion import Promotion


@pytest.fixture(scope="session")
def a_view() -> Callable[..., View]:
    """Make a View of two products and one rival; any field can be given."""

    def make(**given: Any) -> View:
        cost = np.asarray(given.get("cost", [1000, 2000]))
        k = len(cost)
        ordinary: dict[str, Any] = {
            "day": 10,
            "date": date(2025, 10, 1),
            "weekday": 2,
            "phase": "",
            "season": np.ones(k),
            "product": np.arange(k),
            "category": np.zeros(k, np.int64),
            "list_price": 2 * cost,
            "deal_price": given.get("list_price", 2 * cost),
            "base_price": 2 * cost,
            "units": np.full((28, k), 10),
            "stock": np.full(k, 100),
            "incoming": np.zeros(k, np.int64),
            "deposits": np.zeros(k, np.int64),
            "rival_prices": np.full((1, k), 1500.0),
            "rival_ratings": np.array([4.5]),
            "wanting": np.full((2, 2), 0.2),
            "rating": 4.5,
            "cash": 10**9,
            "customers": CustomerBooks((), np.zeros(0, np.int64), np.zeros(0, np.int64)),
            "media": MediaBooks((), np.zeros((0, 0), np.int64), np.zeros((0, 0)), np.zeros((0, 0))),
            "memory": {},
        }
        return View(**{**ordinary, **given, "cost": cost})

    return make


@pytest.fixture(scope="session")
def an_offer() -> Callable[..., Promotion]:
    """Make a Promotion that gives nothing; any field can be given."""

    def make(**given: Any) -> Promotion:
        nothing: dict[str, Any] = {
            "name": "offer",
            "level": "item",
            "categories": "all",
            "shops": "participants",
            "phases": ["launch"],
            "personas": "all",
            "spend": 0,
            "percent": 0,
            "amount": 0,
            "cap": 0,
            "repeat": False,
            "quota": 0,
            "hours": None,
            "claim_rate": 0,
            "platform_share": 0,
        }
        if given.get("level") == "flash":
            nothing["hours"] = [20, 22]
        return Promotion(**{**nothing, **given})

    return make
