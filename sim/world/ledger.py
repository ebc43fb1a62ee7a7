"""The ledger: every cent has a payer and a payee, every day."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

PARTIES = ("consumer", "shop", "platform", "carrier", "medium", "supplier", "brand")


class Ledger:
    """Postings of a run; one posting moves cents between two parties on account of one shop."""

    def __init__(self, shops: list[str]) -> None:
        self.shops = shops
        self._rows: list[tuple[int, str, str, str, NDArray[np.int64]]] = []
        self.balance = dict.fromkeys(PARTIES, 0)
        self.cash = np.zeros(len(shops), np.int64)

    def post(self, day: int, payer: str, payee: str, purpose: str, cents: NDArray[np.int64]) -> None:
        """Book ``cents`` (S,) from payer to payee on account of each shop; negative amounts are refused.

        Raises ValueError naming the purpose when an amount is negative.
        """
        if (cents < 0).any():
            raise ValueError(
                f"ledger: {purpose} from {payer} to {payee} has a negative amount; swap payer and payee"
            )
        if not cents.any():
            return
        total = int(cents.sum())
        self.balance[payer] -= total
        self.balance[payee] += total
        if payer == "shop":
            self.cash -= cents
        if payee == "shop":
            self.cash += cents
        self._rows.append((day, payer, payee, purpose, cents.copy()))

    def frame(self, dates: NDArray[Any]) -> pd.DataFrame:
        """Tidy table date, payer, payee, purpose, shop, cents; rows without money are left out."""
        parts = []
        for day, payer, payee, purpose, cents in self._rows:
            which = np.flatnonzero(cents)
            parts.append(
                (
                    np.full(len(which), day),
                    [payer] * len(which),
                    [payee] * len(which),
                    [purpose] * len(which),
                    which,
                    cents[which],
                )
            )
        if not parts:
            return pd.DataFrame(columns=["date", "payer", "payee", "purpose", "shop", "cents"])
        days, payers, payees, purposes, shops, amounts = (
            np.concatenate([np.asarray(part[x]) for part in parts]) for x in range(6)
        )
        return pd.DataFrame(
            {
                "date": dates[days],
                "payer": payers,
                "payee": payees,
                "purpose": purposes,
                "shop": np.array(self.shops)[shops.astype(int)],
                "cents": amounts.astype(np.int64),
            }
        )
