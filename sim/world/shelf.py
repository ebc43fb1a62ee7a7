"""What kernels look up about shops and channels: small tables, rewritten by posting each morning."""

from typing import Any, NamedTuple

from numpy.typing import NDArray

Array = NDArray[Any]


class Shelf(NamedTuple):
    """Shops as the consumer meets them. S shops, C categories, H channels."""

    key: Array  # (S,) u8, key of the shop's name
    category_key: Array  # (C,) u8
    start: Array  # (S, C) i4, first product of the shop in the category
    stop: Array  # (S, C) i4
    listed: Array  # (H, S) u1, shop sells on the channel
    search: Array  # (H, C, S) f4, cumulative chance that search shows the shop
    convenience: Array  # (H, S) f4, utility units before the personal weight
    service: Array  # (S,) f4, standard deviations from average
    best_service: Any  # f4, what a fifth of the shops offer or more
    warmth: Array  # (S,) f4, -½..½, 0 neutral
    brand: Array  # (S,) f4, standing of the name, standard deviations from average
    solves: Array  # (S,) u2, bit set of the pains that the shop solves
    redeems: Array  # (S,) f4, 1 where points can be spent today
    rating: Array  # (S,) f4, public rating centred: (stars - 3.5) / 1.5
    wait: Array  # (H, S) f4, promised days of delivery
    shipping: Array  # (H, S) i8, cents per parcel
    free_shipping: Array  # (S,) i8, goods in cents from which shipping is free
    usual: Array  # (C,) f4, usual price, cents
    risk: Array  # (C,) f4
    storable: Array  # (C,) f4
    postponable: Array  # (C,) f4
    returns: Array  # (C,) f4, share of units sent back after a neutral experience


class Places(NamedTuple):
    """Channels as the consumer meets them. G personas, H channels."""

    key: Array  # (H,) u8
    pace: Array  # (G, H) f4, 1 / rate of choosing the channel; 3e38 never
    used: Array  # (H,) u1, somebody sells there
    friction: Array  # (H,) f4, effort of checkout
    carried: Array  # (H,) u1, goods travel with the carrier
    returns: Array  # (H,) f4, multiplier of returns
    push: Array  # (H,) f4, log-odds of visiting added for those to whom the channel is open
    distance: Array  # (H,) f4, km, mean distance to a shop's nearest store; 0 does not count
    radius: Array  # (H,) f4, km
    touch: Array  # (H,) f4, share of perceived risk that is left
    opens: Array  # (H,) i2, first minute of the day at which the channel is open
    closes: Array  # (H,) i2, first minute after
    clock: Array  # (8192,) i2, arrival minute by quantile, today's


class Today(NamedTuple):
    """The day as the consumer meets it."""

    day: Any  # f4, index of the day
    season: Array  # (C,) f4, multiplier of need growth
    visit: Any  # f4, log-odds added to visiting
    pull: Any  # f4, log-odds of visiting added by a campaign, times deal proneness
    reminder: Any  # f4, the same for members only, who are reminded of it
    cue: Any  # f4, purchases, felt need added by a campaign, times deal proneness
    hope: Array  # (C,) f4, share of the price that waiting for an announced sale saves
    days_left: Any  # f4, days until that sale; 0 none is awaited
    advertised: bool
    lively: bool  # some offer is on a deal
    flashing: bool  # some offer is a flash offer
    couponed: bool  # some offer counts for a private offer
    pushing: bool  # some channel sends messages to those who have it
    distant: bool  # some stores are far away
    leaning: bool  # shops differ in what `lean` adds
    appraising: bool  # somebody looks at value for money
    noticed: Array  # (G, 1 + S) f4, share of the gap to full awareness closed by today's messages; column 0 is nobody
    found: Array  # (G,) f4, chance to notice a shop that is not remembered
    finder: Array  # (G, S) f4, cumulative distribution of which shop is noticed


class Keys(NamedTuple):
    """Base keys of the day's streams; those that never change within a run stand in ``sim.market.reaching``."""

    visit: Any
    channel: Any
    minute: Any
    consider: Any
    search: Any
    choice: Any
    incidence: Any
    quantity: Any
    checkout: Any
    discover: Any
    late: Any
    claim: Any
    taste: Any
    range: Any
    experience: Any
    near: Any
    set_out: Any
    returning: Any
    review: Any
    talk: Any
