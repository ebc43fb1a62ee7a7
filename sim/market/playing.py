"""Activities of the day: who plays, who wins, who pays (CONS-25, PROMO-16, -18, -19, -20, -32)."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.core.money import allocate, cents
from sim.core.rng import base_key, name_key
from sim.core.rows import join, pick
from sim.kernels.only import only
from sim.kernels.play import PLAY, Mind, Player
from sim.kernels.play import play as take_part
from sim.market.crew import Range
from sim.market.games import Game, newness, subjects
from sim.market.sending import note, still
from sim.market.tables.names import dates, occurring

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]
COUNTS = ("invited", "played", "shared", "prizes", "cost")
LONG_AGO = -(10**6)  # day on which a form was used that nobody ever used


class Playing:
    """All activities of a market by name; how tired consumers are of each form, and when shops used it."""

    def __init__(self, market: "Market") -> None:
        games = [
            Game(activity, campaign)
            for campaign in market.campaigns
            for activity in campaign.activities.values()
            if activity.has_effect
        ]
        self.games = sorted(games, key=lambda game: game.activity.name)
        self.tired: dict[str, Array] = {}  # form -> (N,) plays not yet forgotten
        forms = {game.activity.form for game in games}
        self.used = {form: np.full(len(market.specs), LONG_AGO) for form in forms}  # (S,) last day
        self.rows: list[tuple[int, str, Array]] = []  # day, activity, (G, 5) COUNTS

    def turned(self, market: "Market") -> "Playing":
        """The activities of the market's campaigns of now; what people and shops remember of plays so far is kept."""
        other = Playing(market)
        other.tired, other.rows = self.tired, self.rows
        other.used |= {form: days for form, days in self.used.items() if form in other.used}
        return other

    def table(self, market: "Market") -> pa.Table:
        """date × activity × persona, on the days on which the activity was open."""
        personas, rows = len(market.personas), np.arange(len(self.rows))
        counts = np.concatenate([np.zeros((0, len(COUNTS)), np.int64), *[each for _, _, each in self.rows]])
        return pa.table(
            {
                "date": dates(market, np.repeat([day for day, _, _ in self.rows], personas)),
                "activity": occurring([name for _, name, _ in self.rows], np.repeat(rows, personas)),
                "persona": occurring(market.personas, np.tile(np.arange(personas), len(rows))),
            }
            | {name: counts[:, x] for x, name in enumerate(COUNTS)}
        )


def play(market: "Market") -> None:
    """Let consumers meet each activity that is open today, in the order of names."""
    playing = market.playing
    fades = np.float32(0.5 ** (1 / float(market.w.engage_half_life)))
    for tired in playing.tired.values():
        tired *= fades
    opened = [(game, hosts) for game in playing.games if (hosts := hosts_of(market, game))]
    for game, hosts in opened:
        if game.diary is None:
            form = game.activity.form
            tired = playing.tired.setdefault(form, np.zeros(market.n, np.float32))
            game.begin(market, tired, newness(playing.used[form], market.day, float(market.w.wearout_season)))
        play_one(market, game, hosts)
    for game, hosts in opened:
        playing.used[game.activity.form][hosts] = market.day


def hosts_of(market: "Market", game: Game) -> list[int]:
    """The shops that hold an activity today, in order; none when it is not open."""
    activity = game.activity
    sleeps = game.campaign is not market.campaign and (
        "always" not in activity.phases or activity.shops == "participants"
    )
    if sleeps or game.over or not activity.active(market.phase) or not activity.on(market.date.isoweekday()):
        return []
    return sorted(market.promotions.scope.shops(activity, market.participants))


def play_one(market: "Market", game: Game, hosts: list[int]) -> None:
    """One activity on one day."""
    activity, diary = game.activity, game.diary
    about, names, quality = subjects(market, activity, hosts)
    if not len(about):
        return
    name, seed = name_key(activity.name), market.world_seed
    today, lasting = base_key(seed, "play", market.day + 1) ^ name, base_key(seed, "skill") ^ name
    traits, state = only(Player, market.traits), only(Mind, market.state)

    def job(part: Range) -> tuple[Array, Array]:
        invited, out = np.zeros(len(market.personas), np.int64), np.empty(part.hi - part.lo, PLAY)
        n = take_part(
            part.lo, part.hi, game.terms, game.fit, about, names, quality, today, lasting, traits, state, diary, market.weights,
            invited, out,
        )  # fmt: skip
        return invited, out[:n]

    parts = market.crew.each(job)
    played = join([rows for _, rows in parts])
    winners = win(market, game, played)
    asking = played["friend"] >= 0
    assert diary is not None
    diary.asked[played["friend"][asking]] = 1
    market.promotions.points["issued"] += int(played["points"].sum())
    market.state.earned[played["consumer"][played["points"] > 0]] = market.day
    people = [
        np.bincount(market.traits.persona[who], minlength=len(market.personas))
        for who in (played["consumer"], played["consumer"][asking], winners)
    ]
    cost = cents(activity.cost) * people[0] + cents(activity.prize) * people[2]
    invited = np.sum([seen for seen, _ in parts], axis=0)
    market.playing.rows.append((market.day, activity.name, np.stack([invited, *people, cost], axis=1)))
    for purpose, amount in (
        ("activity", cents(activity.cost) * len(played)),
        ("prize", cents(activity.prize) * len(winners)),
    ):
        pay(market, purpose, amount, activity.platform_share, hosts)


def win(market: "Market", game: Game, played: Array) -> Array:
    """Who wins today: of those with a winning ticket as many as there are prizes, by score or a keyed number.

    Winners of a coupon hold it from now on; nobody wins a coupon twice.
    """
    activity, state = game.activity, market.state
    lucky = pick(played, played["won"] > 0)
    wallet = [offer.name for offer in market.posted.wallet] if market.posted else []
    bit = (
        np.uint64(1 << wallet.index(activity.coupon_name)) if activity.coupon_name in wallet else np.uint64(0)
    )
    lucky = pick(lucky, (state.claimed[lucky["consumer"]] & bit) == 0)
    limits = [limit for limit in (activity.daily, activity.prizes and activity.prizes - game.given) if limit]
    for coupon in market.posted.wallet if market.posted and bit else ():
        if coupon.name == activity.coupon_name:
            limits.append(max(0, still(market, coupon.name, coupon.quota)))
    room = min(limits, default=len(lucky))
    winners = np.sort(lucky["consumer"][np.lexsort((lucky["order"], lucky["rank"]))[:room]])
    game.given += len(winners)
    state.claimed[winners] |= bit
    if bit:
        note(market, activity.coupon_name, winners)
    return winners


def pay(market: "Market", purpose: str, amount: int, platform_share: float, hosts: list[int]) -> None:
    """Book what an activity costs: the platform's part, the rest evenly on its hosts; it counts for the campaign's budgets."""
    if not amount:
        return
    platform = round(platform_share * amount)
    shops = np.zeros(len(market.specs), np.int64)
    shops[hosts] = allocate(amount - platform, np.ones(len(hosts)))
    market.ledger.post(market.day, "shop", "supplier", purpose, shops)
    market.ledger.post_apart(market.day, "platform", "supplier", purpose, platform)
    if market.phase:
        market.subsidy_spent += shops
        market.platform_spent += platform
