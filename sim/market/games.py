"""An activity as it stands in a market: its terms as numbers, what it may be about, and what each consumer did with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.money import cents
from sim.core.rng import base_key, name_key, personal_key
from sim.kernels.play import GAME, Diary
from sim.strategies.activity import Activity
from sim.strategies.campaign import Campaign

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]
COPIED = (
    "tier",
    "sample",
    "per_person",
    "streak",
    "reach",
    "chance",
    "awareness",
    "trust",
    "loyalty",
    "arousal",
)


@dataclass
class Game:
    """One activity; ``diary`` is opened on its first day."""

    activity: Activity
    campaign: Campaign
    diary: Diary | None = None
    terms: Any = None  # GAME
    fit: Array = field(default_factory=lambda: np.zeros(0, np.float32))  # (G,) log-odds
    given: int = 0  # prizes so far

    @property
    def over(self) -> bool:
        """Whether all prizes are gone."""
        return 0 < self.activity.prizes <= self.given

    def begin(self, market: "Market", tired: Array, novelty: float) -> None:
        """Open the diary; novelty: 1 when no shop used the form of late, 0 when all did."""
        activity, w = self.activity, market.w
        fit = [float(w.engage_fit) * activity.fit.get(persona, 0.0) for persona in market.personas]
        self.fit = np.array(fit, np.float32)
        self.terms = numbers(market, activity, novelty)
        if self.campaign.theme is not None:
            self.terms["fun"] *= self.campaign.theme.resonance
            self.terms["reach"] = min(1.0, self.terms["reach"] * self.campaign.theme.ease)
        self.diary = Diary(
            target=chosen(market, activity).astype(np.uint8),
            asked=np.zeros(market.n, np.uint8),
            plays=np.zeros(market.n, np.uint16),
            streak=np.zeros(market.n, np.uint16),
            tired=tired,
        )


def numbers(market: "Market", activity: Activity, novelty: float) -> Any:
    """The terms of an activity as one GAME."""
    w, scope, row = market.w, market.promotions.scope, np.zeros(1, GAME)
    for name in COPIED:
        row[name] = getattr(activity, name)
    row["personas"], row["regions"] = scope.people(activity, "personas"), scope.people(activity, "regions")
    row["base"], row["social"], row["wear"] = w.engage_base, w.engage_social, w.engage_wear
    row["fun"] = float(w.engage_fun) * activity.fun * (1 + float(w.engage_novelty) * novelty)
    row["reward"] = float(w.engage_reward) * prospect(
        market, (activity.chance, activity.value), (1, activity.points)
    )
    row["progress"] = float(w.engage_reward) * prospect(market, (1, activity.bonus))
    row["effort"] = float(w.engage_effort) * (1 - exp(-activity.rules / market.platform.complexity_scale))
    row["skill"] = float(w.engage_skill) * activity.skill
    row["points"], row["bonus"] = cents(activity.points), cents(activity.bonus)
    row["share"] = activity.share if w.wom_enabled else 0  # without talk nobody has friends
    return row[0]


def prospect(market: "Market", *gains: tuple[float, float]) -> float:
    """What uncertain gains (chance, yuan) are worth: Σ weight(chance) · yuan ^ curvature.

    weight(p) = p^γ / (p^γ + (1 − p)^γ)^(1/γ). Source: Tversky & Kahneman (1992), cumulative prospect theory.
    """
    gamma, curvature = float(market.w.engage_weighting), float(market.w.engage_curvature)
    worth = 0.0
    for chance, yuan in gains:
        top = chance**gamma
        worth += top / (top + (1 - chance) ** gamma) ** (1 / gamma) * yuan**curvature
    return worth


def chosen(market: "Market", activity: Activity) -> Array:
    """(N,) for whom an activity is: all, or a keyed sample of ``people`` of its personas, regions and tier as of today."""
    if not activity.people:
        return np.ones(market.n, bool)
    scope, traits = market.promotions.scope, market.traits
    fits = market.state.tier >= activity.tier
    for name, of in (("personas", traits.persona), ("regions", traits.region)):
        allowed = np.uint64(scope.people(activity, name))
        fits &= (allowed >> of.astype(np.uint64)) & np.uint64(1) > 0
    who = np.flatnonzero(fits)
    order = personal_key(base_key(market.world_seed, "sample") ^ name_key(activity.name), who)
    target = np.zeros(market.n, bool)
    target[who[np.argsort(order, kind="stable")[: activity.people]]] = True
    return target


def subjects(market: "Market", activity: Activity, hosts: Sequence[int]) -> tuple[Array, Array, Array]:
    """What a play may be about: a product to try, else a host. Three arrays: index of the shop, key of the name, quality."""
    catalog = market.catalog
    if activity.sample:
        tried = np.flatnonzero(market.promotions.scope.products(activity, frozenset(hosts)))
        return catalog.shop[tried], catalog.key[tried], catalog.quality[tried]
    shops = np.array(hosts, np.int16)
    return shops, market.shelf.key[shops], np.zeros(len(shops), np.float32)


def newness(last: Array, day: int, season: float) -> float:
    """Share of shops that have not used a form within ``season`` days; last (S,): the day on which each did."""
    return float((last < day - season).mean())
