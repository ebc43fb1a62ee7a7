"""One offer: what it gives, on what, to whom, when, how often, and who pays."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any

from sim.core import check
from sim.core.rfm import CLASSES
from sim.strategies.readiness import span

LEVELS = ("item", "flash", "shop", "cross_shop", "coupon", "points", "shipping", "presale", "group")
POSTED = ("item", "shop", "cross_shop")  # make a product a deal to everybody who looks at it
ON_PRODUCT = ("item", "flash", "presale", "group")
DEEPEST = 0.95  # share off a price that everybody is asked
BENEFITS = ("reduction", "bundle", "cheapest", "redeem", "shipping", "gift", "cash_back", "points")
CUSTOMERS = ("all", "new", "new_to_shop")
NEUTRAL = {
    "spend": 0, "amount": 0, "cap": 0, "tiers": (), "repeat": False, "price": 0, "value": 0, "quantity": 0, "distinct": 0,
    "regions": "all", "customers": "all", "tier": 0, "per_person": 0, "uses": 0, "budget": 0, "exclusive": "", "not_with": (),
}  # fmt: skip
"""Terms that only an offer on the basket can have, and the value that leaves them out."""


@dataclass(frozen=True)
class Promotion:
    """An offer of any mechanic; the level says where in the bill it acts. A config names only what differs from the defaults.

    item        share off the list price
    flash       share off the list price inside daily hours, while the quota lasts
    shop        on what is bought from one shop
    cross_shop  on what is bought from all participating shops together
    coupon      on the basket, for those who claimed it in advance
    points      on the basket, paid with points
    shipping    on the parcels
    presale     on a product, for a deposit before the sale; the balance falls due when the sale begins
    group       share off the list price for friends who buy together
    """

    name: str
    level: str  # one of LEVELS
    phases: Sequence[str]  # phases of the campaign in which it can be used; ["always"]: on every day
    # what it holds for
    categories: str | Sequence[str] = "all"  # names, or "all"
    shops: str | Sequence[str] = "participants"  # names, "participants" of the campaign, or "all"
    products: str | Sequence[str] = "all"  # names shop/category/number, or "all"
    # when
    hours: Sequence[float] | None = None  # [from, to) hours of the day, 0..24; null all day
    weekdays: str | Sequence[int] = "all"  # 1 Monday .. 7 Sunday, or "all"
    days: str | Sequence[int] = "all"  # days of the month, or "all"
    # for whom
    personas: str | Sequence[str] = "all"  # names, or "all"
    regions: str | Sequence[str] = "all"  # names, or "all"
    customers: str = "all"  # new: before the first order of all; new_to_shop: before the first at its shops
    tier: int = 0  # lowest membership tier that may use it
    claim_rate: float = 0  # coupon: chance that an exposed, fully deal-prone consumer claims it on a day
    granted_by: str = ""  # coupon of a partner: shop at which an order grants it, with chance claim_rate; "" claimed as usual
    settlement: float = 0  # yuan that the partner pays the offer's shops for every use
    sent: float = 0  # coupon: share of the people whom it is for to whom it is sent on its first day; 0 they claim it themselves
    by_spending: float = 0  # coupon that is sent: 0 by lot .. 1 to those who have spent most so far
    classes: str | Sequence[str] = (
        "all"  # coupon that is sent: RFM classes of past customers who may get it (sim/core/rfm.py), or "all"
    )
    # what it takes
    spend: float = 0  # yuan; 0 none
    quantity: int = 0  # units; 0 none
    distinct: int = 0  # different categories; 0 none
    # what it gives
    benefit: str = "reduction"  # one of BENEFITS
    percent: float = 0  # share that is given
    amount: float = 0  # yuan that are given; of a gift: what it costs
    tiers: Sequence[Sequence[float]] = ()  # further [spend, amount] in yuan, rising
    repeat: bool = False  # the amount is given again for every full threshold
    cap: float = 0  # yuan, the most that one application gives; 0 no limit
    price: float = 0  # yuan for `quantity` units of a bundle
    value: float = 0  # yuan that a gift is worth to the consumer
    expiry: int = 0  # days after the last order (or win) on which points expire; 0 never. One account: the longest of all counts
    deposit: float = 0  # presale: share of the price that is put down
    inflate: float = 1  # presale: times that the deposit counts when the balance is paid
    balance_counts: bool = False  # presale: whether the balance counts for cross-shop reductions
    balance_joins: bool = False  # presale: whether what is bought on a visit of that day counts with it
    size: int = 0  # group: members that it takes, with the one who gathers them
    invite: int = 0  # group: friends who are asked at most
    stays: int = 0  # group: days after the first on which friends of members may still join; 0 it ends the same evening
    # how it draws people
    urgency: float = 0  # joy of the deal added on the last day of the offer, times the usual
    steepness: float = 1  # power of the share of days gone with which it rises until then
    scarcity: float = 0  # joy of the deal added as uses or budget run out, times the usual
    display: float = 0  # joy of the deal added by its place on the page, times the usual
    # limits
    quota: int = 0  # flash: units per product and day; coupon: claims; 0 no limit
    per_person: int = 0  # uses per consumer (one for a coupon); 0 no limit
    uses: int = 0  # uses in all; 0 no limit
    budget: float = 0  # yuan in all; 0 no limit
    # stacking
    exclusive: str = ""  # at most one offer of a group of this name is applied; "" none
    not_with: Sequence[str] = ()  # names of offers with which it is not applied
    # who pays; shops pay the rest
    platform_share: float = 0  # part that the platform pays, 0..1
    brand_share: float = 0  # part that a partner brand pays, 0..1

    @classmethod
    def build(cls, key: str, terms: Mapping[str, Any]) -> "Promotion":
        """From the terms of a config; what they do not name is neutral. ValueError naming ``key`` for wrong or missing terms."""
        neutral = {field.name: field.default for field in fields(cls) if field.default is not MISSING}
        names = [field.name for field in fields(cls)]
        return cls(**check.fields(key, {**neutral, **terms}, names))

    def __post_init__(self) -> None:
        check.one_of(f"{self.name}.level", self.level, LEVELS)
        check.one_of(f"{self.name}.benefit", self.benefit, BENEFITS)
        check.one_of(f"{self.name}.customers", self.customers, CUSTOMERS)
        for field in ("spend", "amount", "cap", "price", "value", "budget", "settlement"):
            check.number(f"{self.name}.{field}", getattr(self, field), 0, 1e9)
        for field in ("urgency", "scarcity", "display", "inflate", "steepness"):
            check.number(f"{self.name}.{field}", getattr(self, field), 0, 100)
        for field in (
            "percent",
            "claim_rate",
            "sent",
            "by_spending",
            "platform_share",
            "brand_share",
            "deposit",
        ):
            check.number(f"{self.name}.{field}", getattr(self, field), 0, 1)
        for field, most in (
            ("quota", 10**9), ("uses", 10**9), ("quantity", 1000), ("distinct", 64), ("per_person", 200), ("expiry", 36_525),
            ("tier", 100), ("size", 65), ("invite", 64), ("stays", 60),
        ):  # fmt: skip
            check.whole(f"{self.name}.{field}", getattr(self, field), 0, most)
        self._check_names()
        self._check_level()
        self._check_benefit()
        self._check_together()
        self._check_hurry()

    @property
    def has_benefit(self) -> bool:
        """Whether anybody could ever save a cent by it."""
        if self.benefit in ("bundle", "shipping"):
            return True
        if self.level == "presale":
            return self.depth > 0
        return (self.value if self.benefit == "gift" else self.percent + self.amount) > 0 or bool(self.tiers)

    @property
    def depth(self) -> float:
        """Share of the price that an offer on a product takes off."""
        return self.deposit * (self.inflate - 1) if self.level == "presale" else self.percent

    @property
    def conditions(self) -> int:
        """Number of conditions that a consumer must understand: thresholds, steps, times, circles and exclusions."""
        return sum(
            (
                self.spend > 0, self.quantity > 0, self.distinct > 0, len(self.tiers), self.repeat, self.cap > 0,
                self.hours is not None, self.weekdays != "all", self.days != "all", self.categories != "all",
                self.products != "all", self.customers != "all", self.tier > 0, self.per_person > 0,
                self.exclusive != "", len(self.not_with) > 0, self.level == "coupon",
            )
        )  # fmt: skip

    def active(self, phase: str) -> bool:
        """Whether it can be used in a phase ("" is outside every campaign)."""
        return "always" in self.phases or phase in self.phases

    def on(self, weekday: int, day: int) -> bool:
        """Whether it can be used on a weekday (1 Monday .. 7 Sunday) that is the given day of the month."""
        return (self.weekdays == "all" or weekday in self.weekdays) and (
            self.days == "all" or day in self.days
        )

    def claimable(self, phase: str) -> bool:
        """Whether a coupon is handed out in a phase: from the warm-up to the last phase of use."""
        return self.level == "coupon" and (self.active(phase) or phase == "warm_up")

    def _check_names(self) -> None:
        for field, word in (
            ("categories", "all"), ("shops", "participants"), ("products", "all"), ("personas", "all"), ("regions", "all"),
            ("weekdays", "all"), ("days", "all"), ("classes", "all"),
        ):  # fmt: skip
            value = getattr(self, field)
            if value == "all" or value == word:
                continue
            if not isinstance(value, list | tuple) or not value:
                raise self._wrong(field, f'a list of names or "{word}"')
        for field, last in (("weekdays", 7), ("days", 31)):
            value = getattr(self, field)
            for day in () if value == "all" else value:
                check.whole(f"{self.name}.{field}", day, 1, last)
        if not isinstance(self.phases, list | tuple) or not self.phases:
            raise self._wrong("phases", 'a list of campaign phases or ["always"]')
        if not isinstance(self.not_with, list | tuple):
            raise self._wrong("not_with", "a list of names of offers")

    def _check_level(self) -> None:
        if self.level in ON_PRODUCT:
            for field, nothing in NEUTRAL.items():
                value = getattr(self, field)
                if value != nothing and list(value if isinstance(value, tuple | list) else [1]):
                    shown = '""' if nothing == "" else f'"{nothing}"' if isinstance(nothing, str) else nothing
                    raise self._wrong(
                        field, f"{shown} for a {self.level} offer, which is a share off the list price"
                    )
            if self.percent > DEEPEST:
                raise self._wrong("percent", f"at most {DEEPEST} for an offer of level {self.level}")
            if self.personas != "all":
                raise self._wrong("personas", f'"all" for a {self.level} offer, which is posted to everybody')
        if self.hours is not None:
            span(f"{self.name}.hours", self.hours)
            if self.level in ON_PRODUCT and self.level != "flash":
                raise self._wrong(
                    "hours", f"null for a {self.level} offer; a cut with hours is a flash offer"
                )
        elif self.level == "flash":
            raise self._wrong("hours", "[from, to] with 0 <= from < to <= 24 for a flash offer")
        if self.level != "coupon" and self.claim_rate != 0:
            raise self._wrong("claim_rate", "0 unless the level is coupon")
        if self.granted_by and (
            self.level != "coupon" or isinstance(self.shops, str) or self.granted_by in self.shops
        ):
            raise self._wrong("granted_by", '"" unless the level is coupon and shops names others')
        if self.settlement and not self.granted_by:
            raise self._wrong("settlement", "0 unless granted_by names a partner")
        if self.sent > 0 and (self.level != "coupon" or self.claim_rate > 0):
            raise self._wrong("sent", "0 unless the level is coupon and claim_rate is 0")
        if self.classes != "all":
            for name in self.classes:
                check.one_of(f"{self.name}.classes", name, CLASSES)
            if self.sent == 0:
                raise self._wrong("classes", '"all" unless the coupon is sent')
        if self.by_spending > 0 and self.sent == 0:
            raise self._wrong("by_spending", "0 unless the coupon is sent")
        if self.level not in ("flash", "coupon") and self.quota != 0:
            raise self._wrong("quota", "0 unless the level is flash or coupon")
        if self.platform_share + self.brand_share > 1:
            raise self._wrong("brand_share", f"at most 1 less platform_share {self.platform_share:g}")

    def _check_benefit(self) -> None:
        for benefit, level in (("redeem", "points"), ("shipping", "shipping")):
            if (self.benefit == benefit) != (self.level == level):
                raise self._wrong("benefit", f'"{benefit}" when, and only when, the level is {level}')
        if self.level in ON_PRODUCT and self.benefit != "reduction":
            raise self._wrong("benefit", f'"reduction" for a {self.level} offer')
        if self.benefit in ("bundle", "cheapest") and self.quantity < 2:
            raise self._wrong("quantity", f"2 or more units for the benefit {self.benefit}")
        for field, benefits in (
            ("percent", ("reduction", "cheapest", "redeem", "cash_back", "points")),
            ("amount", ("reduction", "gift", "cash_back", "points")),
            ("tiers", ("reduction", "cash_back", "points")), ("price", ("bundle",)), ("value", ("gift",)),
            ("cap", ("reduction", "redeem", "cash_back", "points")), ("expiry", ("points",)),
        ):  # fmt: skip
            if getattr(self, field) and self.benefit not in benefits:
                raise self._wrong(field, f"0 or nothing unless the benefit is {' or '.join(benefits)}")
        if self.benefit in ("cash_back", "points") and self.brand_share > 0:
            raise self._wrong("brand_share", f"0 for {self.benefit}; let the shop or the platform pay")
        if self.repeat and self.spend == 0 and self.quantity == 0:
            raise self._wrong("repeat", "false for an offer without a threshold (spend 0)")
        if 0 < self.spend < self.amount:
            raise self._wrong("amount", f"at most the threshold, spend {self.spend:g}")
        self._check_tiers()

    def _check_together(self) -> None:
        presale, group = self.level == "presale", self.level == "group"
        if presale and not (self.deposit > 0 and self.inflate > 1 and self.deposit * self.inflate <= 1):
            raise self._wrong("inflate", "a deposit above 0 that counts more than once, together at most 1")
        if presale and (self.percent or not {*self.phases} <= {"prepare", "warm_up"}):
            raise self._wrong("phases", "prepare or warm_up for a presale, and no percent")
        if not presale and (self.deposit, self.inflate) != (0, 1):
            raise self._wrong("deposit", "0, and inflate 1, unless the level is presale")
        if group and not 2 <= self.size <= self.invite + 1:
            raise self._wrong("size", f"2 or more members, at most one more than invite {self.invite}")
        if not group and (self.size or self.invite):
            raise self._wrong("size", "0, and invite 0, unless the level is group")

    def _check_hurry(self) -> None:
        if self.urgency and "always" in self.phases:
            raise self._wrong("urgency", "0 for an offer for always, which has no last day")
        if self.scarcity and not (self.uses or self.budget):
            raise self._wrong("scarcity", "0 for an offer without uses or budget, which never runs out")
        if (self.urgency or self.scarcity) and self.level in ("flash", "presale", "group"):
            raise self._wrong("urgency", f"0, and scarcity 0, for a {self.level} offer")
        if self.display and self.level not in POSTED:
            raise self._wrong(
                "display", f"0; only offers of the levels {', '.join(POSTED)} have a place on a page"
            )
        if self.steepness == 0 or (self.steepness != 1 and not self.urgency):
            raise self._wrong("steepness", "a number above 0, and 1 without urgency")

    def _check_tiers(self) -> None:
        last = (self.spend, self.amount)
        pairs = isinstance(self.tiers, list | tuple)
        if not pairs or not all(isinstance(step, list | tuple) for step in self.tiers):
            raise self._wrong("tiers", "a list of pairs [spend, amount]")
        if self.tiers and (self.repeat or self.spend == 0):
            raise self._wrong("tiers", "steps above a first threshold `spend`, without `repeat`")
        for step in self.tiers:
            if len(step) != 2 or not last[0] < step[0] or not last[1] < step[1] <= step[0]:
                raise self._wrong("tiers", "pairs [spend, amount], both rising, amount at most spend")
            last = (step[0], step[1])

    def _wrong(self, field: str, wanted: str) -> ValueError:
        return ValueError(f"{self.name}.{field}: {getattr(self, field)!r} is not right; write {wanted}")
