"""The bill of a basket in plain Python: one combination of rules at a time, no search, no speed."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor

import numpy as np

from sim.core import money
from sim.kernels import benefits as kinds

FEE, FREE_FROM = 500, 5_000  # cents, of every shop


class ByHand:
    """A basket with its rules; ``total`` is what a combination of rules costs."""

    def __init__(
        self, lines: np.ndarray, offers: np.ndarray, rules: np.ndarray, held: int, balance: int
    ) -> None:
        self.goods = [
            {key: int(line[key]) for key in ("units", "price", "shop", "category")}
            | {"counted": int(offers["mask"][line["offer"]])}
            for line in lines
            if line["kept"]
        ]
        self.rules, self.held, self.balance = rules, held, balance

    def permitted(self, chosen: Sequence[bool]) -> bool:
        """Only coupons that are held, and no two rules that exclude each other."""
        for r, rule in enumerate(self.rules):
            if chosen[r] and rule["coupon"] >= 0 and not self.held >> int(rule["coupon"]) & 1:
                return False
            if chosen[r] and any(on and int(rule["clash"]) >> q & 1 for q, on in enumerate(chosen)):
                return False
        return True

    def total(self, chosen: Sequence[bool]) -> int:
        """Goods + shipping − rewards of the chosen rules, in cents."""
        paid = [line["units"] * line["price"] for line in self.goods]
        balance = self.balance
        on = [r for r in range(len(self.rules)) if chosen[r]]
        for level in (1, 2, 3, 4):
            reduced: set[int] = set()
            while True:
                found = [
                    (self.worth(r, lines, paid, balance), -r, lines)
                    for r in on
                    if self.rules["level"][r] == level and self.rules["benefit"][r] <= kinds.REDEEM
                    for lines in self.together(r, reduced)
                ]
                off, r, lines = max(found, key=lambda each: each[:2], default=(0, 0, []))
                if off <= 0:
                    break
                for x, part in zip(lines, money.allocate(off, [paid[x] for x in lines]), strict=True):
                    paid[x] -= int(part)
                balance -= off * int(self.rules["benefit"][-r] == kinds.REDEEM)
                reduced |= set(lines)
        rewards = self.rewards(on, paid)
        return sum(paid) + self.shipping(on, paid) - rewards

    def total_of_applied(self, applied: int, goods: int, freight: int) -> int:
        """Goods + shipping − rewards of a bill that the till made."""
        if not self.goods:
            return 0
        chosen = [bool(applied >> r & 1) for r in range(len(self.rules))]
        total = self.total(chosen)
        paid_by_hand = total + self.last_rewards
        assert paid_by_hand == goods + freight, "the till does not bill what it says it applied"
        return total

    def rewards(self, on: list[int], paid: list[int]) -> int:
        self.last_rewards = sum(
            self.worth(r, lines, paid, 0)
            for r in on
            if self.rules["benefit"][r] > kinds.SHIPPING
            for lines in self.together(r, set())
        )
        return self.last_rewards

    def shipping(self, on: list[int], paid: list[int]) -> int:
        fees = 0
        for shop in {line["shop"] for line in self.goods}:
            mine = {x for x, line in enumerate(self.goods) if line["shop"] == shop}
            freed = any(
                self.rules["benefit"][r] == kinds.SHIPPING
                and mine & set(lines)
                and self.worth(r, lines, paid, 0)
                for r in on
                for lines in self.together(r, set())
            )
            fees += 0 if freed or sum(paid[x] for x in mine) >= FREE_FROM else FEE
        return fees

    def together(self, r: int, reduced: set[int]) -> list[list[int]]:
        """Lines that a rule judges together: of each shop, or of the whole basket."""
        counted = [x for x, line in enumerate(self.goods) if line["counted"] >> r & 1 and x not in reduced]
        if not self.rules["group"][r]:
            return [counted]
        shops = sorted({self.goods[x]["shop"] for x in counted})
        return [[x for x in counted if self.goods[x]["shop"] == shop] for shop in shops]

    def worth(self, r: int, lines: list[int], paid: list[int], balance: int) -> int:
        rule = self.rules[r]
        total = sum(paid[x] for x in lines)
        units = sum(self.goods[x]["units"] for x in lines)
        if total <= 0 or total < rule["spend"] or units < rule["quantity"]:
            return 0
        if len({self.goods[x]["category"] for x in lines}) < rule["distinct"]:
            return 0
        often = 1
        if rule["repeat"]:
            full = [total // rule["spend"]] if rule["spend"] else []
            full += [units // rule["quantity"]] if rule["quantity"] else []
            often = int(min(full))
        if rule["benefit"] == kinds.BUNDLE:
            dearest = self.units(lines, paid, often * int(rule["quantity"]), -1)
            return max(0, dearest - often * int(rule["price"]))
        if rule["benefit"] == kinds.CHEAPEST:
            return share(rule["percent"], self.units(lines, paid, often, 1))
        if rule["benefit"] == kinds.SHIPPING:
            return 1
        if rule["benefit"] == kinds.GIFT:
            return int(rule["value"]) * often
        off = share(rule["percent"], total) + int(rule["amount"]) * often
        off = min(off, int(rule["cap"]) or off, total)
        return min(off, balance) if rule["benefit"] == kinds.REDEEM else off

    def units(self, lines: list[int], paid: list[int], count: int, order: int) -> int:
        """Cents of the first ``count`` units, cheapest (order 1) or dearest (-1) first."""
        total = 0
        for x in sorted(lines, key=lambda x: (order * (paid[x] // self.goods[x]["units"]), x)):
            some = min(count, self.goods[x]["units"])
            total += paid[x] if some == self.goods[x]["units"] else some * (paid[x] // self.goods[x]["units"])
            count -= some
        return total


def share(part: float, cents: int) -> int:
    """A share to the nearest cent."""
    return floor(Fraction(float(part)) * cents + Fraction(1, 2))
