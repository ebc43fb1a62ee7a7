"""Topping up: a basket that just misses a threshold takes one thing more (PROMO-03, PROMO-04)."""

from typing import NamedTuple

import numpy as np

from sim.kernels import kernel, part
from sim.kernels.benefits import REDUCTION
from sim.kernels.bill import bill
from sim.kernels.only import Array

F = np.float32
I = np.int64  # of a number written out in a call the compiler makes a version of what is called
U = np.uint64
MOST_LINES = 63  # of a basket: a bill keeps them in a bit set


class Inclined(NamedTuple):
    """Traits that decide who tops up."""

    persona: Array
    deal: Array


class Able(NamedTuple):
    """Columns of the state that decide what somebody may add."""

    coupons: Array
    points: Array
    purse: Array
    need: Array
    shop: Array


class Stalls(NamedTuple):
    """What is sold where, and how it is sent."""

    start: Array
    stop: Array
    listed: Array
    storable: Array
    shipping: Array
    free_shipping: Array


@part
def spare_unit(lines, n, bit, shop, gap, reach, storable, offers):
    """Line of a basket of ``n`` lines of which one more unit closes ``gap`` (cents) at the lowest price, or -1.

    What a spare unit is not worth, the part 1 - ``storable`` of its price, must stay below ``reach``, also in cents. Equal
    prices go by the key of the product's name.
    """
    found = -1
    for x in range(n):
        line = lines[x]
        if (shop >= 0 and line.shop != shop) or not offers[line.offer].mask >> U(bit) & U(1):
            continue
        if line.price < gap or F(line.price) * (F(1) - storable[line.category]) >= reach:
            continue
        if found >= 0:
            best = lines[found]
            if line.price > best.price or (
                line.price == best.price and offers[line.offer].key > offers[best.offer].key
            ):
                continue
        found = x
    return found


@part
def needed_item(lines, n, bit, shop, gap, most, low, needs, known, start, stop, listed, offers):
    """Offer that closes ``gap`` at the lowest price, below ``most`` (cents), or -1.

    It is counted by rule ``bit``, of a category that the basket lacks and of which the need is at least ``low``, and sold on
    the basket's channel by ``shop`` or, when that is -1, by any shop bought from or remembered (``known``). Equal prices go
    by the key of the product's name.
    """
    h, minute, slots = lines[0].channel, lines[0].minute, len(known)
    found, cheapest = -1, np.int64(most)
    for c in range(len(needs)):
        lacking = needs[c] >= low
        for x in range(n):
            lacking = lacking and lines[x].category != c
        if not lacking:
            continue
        for q in range(slots + n):
            s = known[q] if q < slots else lines[q - slots].shop
            if s < 0 or (shop >= 0 and s != shop) or not listed[h, s]:
                continue
            for j in range(start[s, c], stop[s, c]):
                offer = offers[j]
                flash = (offer.flash_open > 0) & (offer.flash_from <= minute) & (minute < offer.flash_to)
                price = np.int64(offer.flash_price if flash else offer.deal_price)
                if not offer.open or not offer.mask >> U(bit) & U(1) or price < gap or price > cheapest:
                    continue
                if price < cheapest or (found >= 0 and offer.key < offers[found].key):
                    found, cheapest = j, price
    return found


@part
def counted(lines, n, bit, shop, offers):
    """Cents of a billed basket that rule ``bit`` counts, of one shop or, when ``shop`` is -1, of all."""
    total = np.int64(0)
    for x in range(n):
        if (shop < 0 or lines[x].shop == shop) and offers[lines[x].offer].mask >> U(bit) & U(1):
            total += lines[x].paid
    return total


@part
def asked(lines, n, bit, shop, offers):
    """Cents asked for what rule ``bit`` counts, of one shop or, when ``shop`` is -1, of all: never less than ``counted``."""
    total = np.int64(0)
    for x in range(n):
        if (shop < 0 or lines[x].shop == shop) and offers[lines[x].offer].mask >> U(bit) & U(1):
            total += lines[x].units * lines[x].price
    return total


@part
def met_before(lines, x, shop):
    """Whether a line before ``x`` is of the shop."""
    met = False
    for y in range(x):
        met |= lines[y].shop == shop
    return met


@part
def put(line, j, offers):
    """Make ``line``, a copy of another one of the visit, one unit of offer ``j``."""
    offer = offers[j]
    flash = (offer.flash_open > 0) & (offer.flash_from <= line.minute) & (line.minute < offer.flash_to)
    line.offer, line.shop, line.category, line.flash = j, offer.shop, offer.category, flash
    line.list_price = offer.list_price
    line.price = offer.flash_price if flash else offer.deal_price
    line.units, line.kept, line.lost = 1, 1, 0


@part
def extended(
    lines, n, willing, low, purse, held, balance, needs, known, start, stop, listed, storable, freight_of, free_from, offers,
    rules, work,
):  # fmt: skip
    """Add the unit or the line that is worth adding to a basket of ``n`` lines; returns the line it is in, -1 for none."""
    first, greedy, none, before = (
        n - n,
        I(1),
        U(0),
        I(-1),
    )  # a literal 0 would have the whole bill compiled anew
    for r in range(len(rules)):
        rule = rules[r]
        reach = willing * F(rule.amount + rule.percent * rule.spend)
        barred = rule.coupon >= 0 and not held >> U(rule.coupon) & U(1)
        shut = rule.until > 0 and not rule.since <= lines[0].minute < rule.until
        if rule.benefit != REDUCTION or rule.spend <= 0 or barred or shut:
            continue
        billed = False
        for x in range(n if rule.group == 1 else 1):
            shop = lines[x].shop if rule.group == 1 else -1
            if (
                met_before(lines, x, shop)
                or asked(lines, n, r, shop, offers) + np.int64(reach) + 1 < rule.spend
            ):
                continue
            if not billed:
                earlier = 0
                while rules[earlier].level < rule.level:
                    earlier += 1
                trial = rules[:earlier]
                bill(lines, first, n, held, none, balance, greedy, offers, trial, freight_of, free_from, work)
                billed = True
            total = counted(lines, n, r, shop, offers)
            gap = rule.spend - total % rule.spend
            if total == 0 or (total >= rule.spend and not rule.repeat) or F(gap) >= reach:
                continue
            at = spare_unit(lines, n, r, shop, gap, reach, storable, offers)
            most = lines[at].price if at >= 0 else rule.spend
            j = needed_item(lines, n, r, shop, gap, most, low, needs, known, start, stop, listed, offers)
            if at < 0 and j < 0:
                continue
            if before < 0:
                _, before, _ = bill(
                    lines, first, n, held, none, balance, greedy, offers, rules, freight_of, free_from, work
                )
            if j >= 0:
                at = n
                lines[n] = lines[0]
                put(lines[n], j, offers)
            else:
                lines[at].units += 1
            end = max(n, at + 1)
            _, goods, freight = bill(
                lines, first, end, held, none, balance, greedy, offers, rules, freight_of, free_from, work
            )
            if goods - before < lines[at].price and goods + freight <= purse:
                return at
            if at < n:
                lines[at].units -= 1
            billed = False
    return -1


@kernel
def top_up(n_lines, traits, state, offers, rules, shelf, w, views, funnel, lines, added, after, basket, work):
    """Let baskets that miss a threshold by little take one thing more: a spare unit, or something needed soon anyway.

    Little is less than ``checkout.fill`` × deal proneness × what the rule gives at its threshold. The cheapest thing that
    closes the gap is taken when the bill then really is reduced and the purse suffices; one a basket, by the first rule
    that asks for it. A spare unit is written into its line, a new line into ``added`` with the index of the line that it follows
    in ``after``. traits: Inclined; state: Able; shelf: Stalls. basket (MOST_LINES,) LINE, work: scratch space.
    Returns the number of new lines.
    """
    persona, deal, wallet, points = traits.persona, traits.deal, state.coupons, state.points
    purse, need, known = state.purse, state.need, state.shop
    freight_of, free_from, storable = shelf.shipping, shelf.free_shipping, shelf.storable
    start, stop, listed = shelf.start, shelf.stop, shelf.listed
    n_added, z = 0, 0
    while z < n_lines:
        a, n = z, 0
        i = lines[a].consumer
        while z < n_lines and lines[z].consumer == i:
            basket[n] = lines[z]
            n, z = n + 1, z + 1
        purse_left = purse[i] if w.budget_share > 0 else np.int64(1) << 62
        at = extended(
            basket, n, w.checkout_fill * deal[i], w.checkout_low, purse_left, wallet[i], np.int64(points[i]), need[i], known[i],
            start, stop, listed, storable, freight_of, free_from, offers, rules, work,
        )  # fmt: skip
        if 0 <= at < n:
            lines[a + at].units += 1
        elif at == n:
            added[n_added], after[n_added] = basket[n], z - 1
            n_added += 1
            views[basket[n].offer, basket[n].channel] += 1
            for stage in range(1, 4):
                funnel[persona[i], basket[n].channel, stage] += 1
    return n_added


@kernel
def insert(n_lines, n_added, added, after, lines):
    """Put each added line behind the line that it follows, in place; ``lines`` has room for them. Returns the number of lines."""
    end = n_lines
    for e in range(n_added - 1, -1, -1):
        for x in range(end - 1, after[e], -1):
            lines[x + e + 1] = lines[x]
        lines[after[e] + e + 1] = added[e]
        end = after[e] + 1
    return n_lines + n_added
