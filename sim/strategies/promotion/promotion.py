"""One offer: what it takes off, from what, for whom, when, and who pays."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.core import check

LEVELS = ("item", "flash", "shop", "cross_shop", "coupon")
ON_PRODUCT = ("item", "flash")


@dataclass(frozen=True)
class Promotion:
    """An offer of any mechanic; the level says where in the bill it acts.

    item        share off the list price
    flash       share off the list price inside daily hours, while the quota lasts
    shop        off the sum bought from one shop
    cross_shop  off the sum bought from all participating shops together
    coupon      off the basket, for those who claimed it in advance
    """

    name: str
    level: str  # one of LEVELS
    categories: str | Sequence[str]  # names, or "all"
    shops: str | Sequence[str]  # names, or "participants" of the campaign
    phases: Sequence[str]  # phases of the campaign in which it can be used; ["always"]: on every day
    personas: str | Sequence[str]  # names, or "all"
    spend: float  # yuan, threshold; 0 none
    percent: float  # share that is taken off
    amount: float  # yuan taken off
    cap: float  # yuan, the most that one application gives; 0 no limit
    repeat: bool  # the amount is given again for every full threshold
    quota: int  # flash: units per product and day; coupon: claims; 0 no limit
    hours: Sequence[float] | None  # flash: [from, to) hours of the day, 0..24; else null
    claim_rate: float  # coupon: chance that an exposed, fully deal-prone consumer claims it; else 0
    platform_share: float  # part of the reduction that the platform pays, 0..1; shops pay the rest

    def __post_init__(self) -> None:
        check.one_of(f"{self.name}.level", self.level, LEVELS)
        for field in ("spend", "amount", "cap"):
            check.number(f"{self.name}.{field}", getattr(self, field), 0, 1e9)
        for field in ("percent", "claim_rate", "platform_share"):
            check.number(f"{self.name}.{field}", getattr(self, field), 0, 1)
        check.whole(f"{self.name}.quota", self.quota, 0, 10**9)
        self._check_names()
        self._check_terms()

    @property
    def has_benefit(self) -> bool:
        """Whether anybody could ever save a cent by it."""
        return self.percent > 0 or self.amount > 0

    def active(self, phase: str) -> bool:
        """Whether it can be used in a phase ("" is outside every campaign)."""
        return "always" in self.phases or phase in self.phases

    def claimable(self, phase: str) -> bool:
        """Whether a coupon is handed out in a phase: from the warm-up to the last phase of use."""
        return self.level == "coupon" and (self.active(phase) or phase == "warm_up")

    def _check_names(self) -> None:
        for field, word in (("categories", "all"), ("shops", "participants"), ("personas", "all")):
            value = getattr(self, field)
            if value != word and (isinstance(value, str) or not value):
                raise self._wrong(field, f'a list of names or "{word}"')
        if isinstance(self.phases, str) or not self.phases:
            raise self._wrong("phases", 'a list of campaign phases or ["always"]')

    def _check_terms(self) -> None:
        if self.level in ON_PRODUCT:
            for field in ("spend", "amount", "cap"):
                if getattr(self, field) != 0:
                    raise self._wrong(
                        field, f"0 for a {self.level} offer, which is a share off the list price"
                    )
            if self.personas != "all":
                raise self._wrong("personas", f'"all" for a {self.level} offer, which is posted to everybody')
        if self.level == "flash":
            if self.hours is None or len(self.hours) != 2 or not 0 <= self.hours[0] < self.hours[1] <= 24:
                raise self._wrong("hours", "[from, to] with 0 <= from < to <= 24 for a flash offer")
        elif self.hours is not None:
            raise self._wrong("hours", "null unless the level is flash")
        if self.level != "coupon" and self.claim_rate != 0:
            raise self._wrong("claim_rate", "0 unless the level is coupon")
        if self.level not in ("flash", "coupon") and self.quota != 0:
            raise self._wrong("quota", "0 unless the level is flash or coupon")
        if self.repeat and self.spend == 0:
            raise self._wrong("repeat", "false for an offer without a threshold (spend 0)")
        if self.spend > 0 and self.amount > self.spend:
            raise self._wrong("amount", f"at most the threshold, spend {self.spend:g}")

    def _wrong(self, field: str, wanted: str) -> ValueError:
        return ValueError(f"{self.name}.{field}: {getattr(self, field)!r} is not right; write {wanted}")
