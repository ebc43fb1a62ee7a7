"""The ledger: every cent has a payer and a payee, every day."""

import numpy as np
from numpy.typing import NDArray

PARTIES = ("consumer", "shop", "platform", "carrier", "medium", "supplier", "brand")
Account = tuple[str, str, str]  # payer, payee, purpose


class Ledger:
    """Postings of a run; one posting moves cents between two parties on account of one shop, or of none."""

    def __init__(self, shops: list[str]) -> None:
        self.shops = shops
        self._days: list[tuple[int, list[Account], NDArray[np.int64]]] = []
        self.balance = dict.fromkeys(PARTIES, 0)
        self.cash = np.zeros(len(shops), np.int64)

    def post(self, day: int, payer: str, payee: str, purpose: str, cents: NDArray[np.int64]) -> None:
        """Book ``cents`` (S,) from payer to payee on account of each shop; see ``post_day``."""
        self.post_day(day, [(payer, payee, purpose)], cents[None])

    def post_apart(self, day: int, payer: str, payee: str, purpose: str, cents: int) -> None:
        """Book cents that concern no shop."""
        self.post_day(day, [(payer, payee, purpose)], np.array([[0] * len(self.shops) + [cents]], np.int64))

    def post_day(self, day: int, accounts: list[Account], cents: NDArray[np.int64]) -> None:
        """Book ``cents`` (accounts, S): a row for each (payer, payee, purpose), on account of each shop; column S is of no shop.

        Raises ValueError naming the first purpose with a negative amount; nothing is booked then.
        """
        if cents.min(initial=0) < 0:
            payer, payee, purpose = accounts[int((cents < 0).any(axis=1).argmax())]
            raise ValueError(
                f"ledger: {purpose} from {payer} to {payee} has a negative amount; swap payer and payee"
            )
        for (payer, payee, _), total in zip(accounts, cents.sum(axis=1).tolist(), strict=True):
            self.balance[payer] -= total
            self.balance[payee] += total
        sign = np.array([(payee == "shop") - (payer == "shop") for payer, payee, _ in accounts])
        self.cash += sign @ cents[:, : len(self.shops)]
        self._days.append((day, accounts, cents.copy()))

    def postings(self) -> tuple[list[Account], NDArray[np.int64]]:
        """The accounts that were used, and (n, 4) day, account, shop (S for none) and cents of all postings with money."""
        number: dict[Account, int] = {}
        account = [number.setdefault(each, len(number)) for _, accounts, _ in self._days for each in accounts]
        lengths = [len(accounts) for _, accounts, _ in self._days]
        widths = np.repeat([cents.shape[1] for *_, cents in self._days], lengths).astype(np.int64)
        days = np.repeat([day for day, *_ in self._days], lengths).astype(np.int64)
        cents = np.concatenate([np.zeros(0, np.int64), *[each.ravel() for *_, each in self._days]])
        used = np.flatnonzero(cents)
        ends = np.cumsum(widths)
        row = np.searchsorted(ends, used, "right")
        shop = used - (ends - widths)[row]
        return list(number), np.column_stack([days[row], np.array(account, np.int64)[row], shop, cents[used]])
