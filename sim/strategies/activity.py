"""One activity: who is asked to take part, what makes it appealing, what a play gives, and who pays."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from sim.core import check

NAMES = ("categories", "products", "personas", "regions")
SHARES = ("reach", "chance", "trust", "loyalty", "arousal", "share", "platform_share")
MONEY = ("value", "prize", "points", "bonus", "cost")


@dataclass(frozen=True)
class Activity:
    """A game, draw, red packet, quiz, trial, check-in or vote: at most one play per consumer and day.

    A config names only what differs from the defaults, which are neutral. What several activities of one form have in common
    is that people tire of them together.
    """

    name: str
    form: str  # a word: game, lottery ...
    phases: Sequence[str]  # phases of the campaign in which it is open; ["always"]: on every day
    shops: str | Sequence[str] = "participants"  # hosts: names, "participants" of the campaign, or "all"
    weekdays: str | Sequence[int] = "all"  # 1 Monday .. 7 Sunday, or "all"
    # for whom
    personas: str | Sequence[str] = "all"  # names, or "all"
    regions: str | Sequence[str] = "all"  # names, or "all"
    tier: int = 0  # lowest membership tier
    people: int = 0  # a sample of so many of them; 0 everybody
    per_person: int = 0  # plays per consumer in all; 0 no limit
    reach: float = 1  # chance that somebody for whom it is sees it on a day
    # appeal
    fun: float = 0  # 0 none .. 1 the best of games
    rules: int = 0  # conditions to understand
    fit: Mapping[str, float] = field(default_factory=dict)  # persona -> how well it fits, -1 .. 1
    skill: float = 0  # how much those who are good at it are drawn; above 0 prizes go by score
    # what a play gives
    chance: float = 0  # of winning
    value: float = 0  # yuan that winning is worth to the consumer
    prize: float = 0  # yuan that a prize costs; a coupon costs when it is used
    coupon: str | Mapping[str, Any] = (
        ""  # what winners may use: name of a coupon of the campaign, or its terms
    )
    points: float = 0  # yuan of points for every play
    streak: int = 0  # days in a row that earn the bonus; 0 none
    bonus: float = 0  # yuan of points for a full streak
    awareness: float = 0  # effective impressions of the host
    trust: float = 0  # share of the gap to full trust in the host that is closed
    loyalty: float = 0  # share of the gap to full loyalty to the host that is closed
    arousal: float = 0  # share of the gap to full arousal that is closed
    sample: bool = False  # a product of a host is tried, and its quality known
    categories: str | Sequence[str] = "all"  # of the products to try: names, or "all"
    products: str | Sequence[str] = "all"  # names shop/category/number, or "all"
    # sharing
    share: float = 0  # chance that a player asks a friend and gets a second ticket
    # limits and costs
    prizes: int = 0  # in all; the activity is over when they are gone; 0 no limit
    daily: int = 0  # prizes a day; 0 no limit
    cost: float = 0  # yuan per play, paid to suppliers
    platform_share: float = 0  # part of prizes and costs that the platform pays; hosts share the rest evenly

    @classmethod
    def build(cls, key: str, terms: Mapping[str, Any]) -> "Activity":
        """From the terms of a config. ValueError naming ``key`` for wrong or missing terms."""
        names = [each.name for each in fields(cls)]
        given = {
            each.name: each.default if each.default is not MISSING else {}
            for each in fields(cls)
            if each.default is not MISSING or each.default_factory is not MISSING
        }
        return cls(**check.fields(key, {**given, **terms}, names))

    def __post_init__(self) -> None:
        for name in SHARES:
            check.number(f"{self.name}.{name}", getattr(self, name), 0, 1)
        for name in (*MONEY, "awareness", "skill"):
            check.number(f"{self.name}.{name}", getattr(self, name), 0, 1e6)
        check.number(f"{self.name}.fun", self.fun, 0, 1)
        for name, most in (
            ("tier", 100), ("people", 10**9), ("per_person", 10_000), ("rules", 100), ("streak", 365), ("prizes", 10**9),
            ("daily", 10**9),
        ):  # fmt: skip
            check.whole(f"{self.name}.{name}", getattr(self, name), 0, most)
        for persona, fit in self.fit.items():
            check.number(f"{self.name}.fit.{persona}", fit, -1, 1)
        self._check_names()
        self._check_terms()

    @property
    def coupon_name(self) -> str:
        """Name of the coupon that winners may use; "" none."""
        return self.coupon if isinstance(self.coupon, str) else f"{self.name}_coupon"

    @property
    def has_effect(self) -> bool:
        """Whether playing changes anything for anybody."""
        wins = self.chance > 0 and (self.prize > 0 or self.coupon_name != "")
        terms = (self.points, self.awareness, self.trust, self.loyalty, self.arousal, self.sample, self.cost)
        return self.reach > 0 and (wins or any(terms) or (self.streak > 0 and self.bonus > 0))

    def active(self, phase: str) -> bool:
        """Whether it is open in a phase ("" is outside every campaign)."""
        return "always" in self.phases or phase in self.phases

    def on(self, weekday: int) -> bool:
        """Whether it is open on a weekday, 1 Monday .. 7 Sunday."""
        return self.weekdays == "all" or weekday in self.weekdays

    def _check_names(self) -> None:
        if not isinstance(self.form, str) or not self.form:
            raise self._wrong("form", "a word such as game or lottery")
        for name in (*NAMES, "weekdays", "shops"):
            value = getattr(self, name)
            word = "participants" if name == "shops" else "all"
            if value not in ("all", word) and (not isinstance(value, list | tuple) or not value):
                raise self._wrong(name, f'a list or "{word}"')
        for day in () if self.weekdays == "all" else self.weekdays:
            check.whole(f"{self.name}.weekdays", day, 1, 7)
        if not isinstance(self.phases, list | tuple) or not self.phases:
            raise self._wrong("phases", 'a list of campaign phases or ["always"]')

    def _check_terms(self) -> None:
        wins = self.value or self.prize or self.coupon_name or self.prizes or self.daily
        if wins and self.chance == 0:
            raise self._wrong("chance", "above 0 when there is something to win (1: every play wins)")
        if bool(self.streak) != bool(self.bonus):
            raise self._wrong(
                "bonus", "yuan of points for a full streak when, and only when, streak is above 0"
            )
        if not self.sample and (self.categories != "all" or self.products != "all"):
            raise self._wrong("sample", "true when the products to try are named")

    def _wrong(self, name: str, wanted: str) -> ValueError:
        return ValueError(f"{self.name}.{name}: {getattr(self, name)!r} is not right; write {wanted}")
