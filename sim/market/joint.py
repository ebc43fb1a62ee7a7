"""Partners of a campaign tell their audience of its shops and are paid for it (CAMP-05, CAMP-27, CAMP-28, CAMP-29, PROMO-21)."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.money import allocate, cents
from sim.core.rng import base_key, mix, name_key, personal_key, uniform
from sim.kernels.reach import hear
from sim.world.lines import TELL

if TYPE_CHECKING:
    from sim.market.model import Market
    from sim.strategies.partner import Partner

Array = NDArray[Any]
PHASES = ("warm_up", "launch", "sustain")


def publicise(market: "Market") -> None:
    """Let the partners whose contracts stand do their part for today."""
    campaign = market.campaign
    if campaign is None or market.phase not in PHASES or not market.participants:
        return
    first = next(campaign.phases[phase] for phase in PHASES if phase in campaign.phases)
    begun = max(0, market.day - (market.date - first).days)
    for name, partner in sorted(campaign.partners.items()):
        delivered = [delivers(market, name, partner, day) for day in range(begun, market.day + 1)]
        if not partner.kept_on(delivered[:-1]):
            continue
        pay(market, partner)
        if delivered[-1]:
            tell(market, name, partner)


def delivers(market: "Market", name: str, partner: "Partner", day: int) -> bool:
    """Whether a partner does on a day what it promised; who is more reliable delivers on all days on which it did before."""
    return bool(
        uniform(base_key(market.world_seed, "partner", day + 1) ^ name_key(name)) < partner.reliability
    )


def pay(market: "Market", partner: "Partner") -> None:
    """The shops of the campaign share the fee of a day; it counts for their budgets."""
    fee, shops = np.zeros(len(market.specs), np.int64), sorted(market.participants)
    fee[shops] = allocate(cents(partner.fee * market.n / 1000), np.ones(len(shops)))
    market.ledger.post(market.day, "shop", "brand", "partner", fee)
    market.subsidy_spent += fee


def tell(market: "Market", name: str, partner: "Partner") -> None:
    """Each of those whom the partner reaches today hears of one shop, keyed by the names of person and shop."""
    key = base_key(market.world_seed, "joint", market.day + 1) ^ name_key(name)
    own = personal_key(key, np.arange(market.n))
    who = np.flatnonzero(uniform(own) < partner.fame * chance(market, partner))
    others = [s for s in sorted(market.participants) if market.shop_names[s] != partner.shop]
    if not len(who) or not others:
        return
    shops = np.array(others)
    tells = np.zeros(len(who), TELL)
    tells["friend"] = who
    tells["shop"] = shops[np.argmax(mix(own[who, None] ^ market.shelf.key[shops]), axis=1)]
    tells["satisfaction"] = partner.fit
    market.crew.each(lambda part: hear(part.lo, part.hi, tells, len(tells), market.state, market.weights))


def chance(market: "Market", partner: "Partner") -> Array:
    """(N,) chance to be in the audience today: of ``audience`` × N people the share ``overlap`` know a shop of the campaign.

    The audience of a shop of the market is a share ``audience`` of those who remember it.
    """
    if partner.shop:
        return partner.audience * remember(market, [market.shop_names.index(partner.shop)])
    knows = remember(market, sorted(market.participants))
    known = knows.mean()
    among = (partner.overlap / max(known, 1e-9), (1 - partner.overlap) / max(1 - known, 1e-9))
    return np.asarray(np.minimum(1.0, partner.audience * np.where(knows, *among)))


def remember(market: "Market", shops: list[int]) -> Array:
    """(N,) who remembers one of these shops."""
    return np.asarray(np.isin(market.state.shop, shops).any(axis=1))
