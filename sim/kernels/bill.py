"""The exact bill of a basket, in integer cents: item → shop → cross-shop → coupon → points → shipping."""

import numpy as np

from sim.kernels import kernel, part

I = np.int64
U = np.uint64
REDUCTION, BUNDLE, CHEAPEST, REDEEM, SHIPPING, GIFT, CASH_BACK, POINTS = range(8)
"""What a rule gives. The first four lower what the goods cost now; the others come on top of the final bill."""
REDUCING_LEVELS = 4  # 1 shop, 2 cross-shop, 3 coupon, 4 points
WORK = (7, 64)
"""Shape of the scratch space of a bill. By rule: cents given, lines counted; by place: rules that may apply, what they promise;
by line: parts of a sum, lines of the same shop, rules that count it."""
_GIVEN, _COUNTED, _MAY, _PROMISED, PARTS, _SAME_SHOP, _RULES = range(7)
_TOGGLED, _STEPS = 20, 4096  # bounds of the search: rules that are tried off and on, sets of rules looked at


@part
def rounded(share, cents):
    """A share of an amount, to the nearest cent."""
    return I(np.floor(share * cents + 0.5))


@part
def times(rule, total, units):
    """How often a rule gives its amount: once, or for every full threshold of cents and units."""
    often = I(1)
    if rule.repeat:
        if rule.spend > 0:
            often = total // rule.spend
        if rule.quantity > 0:
            by_units = I(units // rule.quantity)
            often = min(often, by_units) if rule.spend > 0 else by_units
    return often


@part
def reduction(rule, eligible, often):
    """Cents off: a share of ``eligible`` plus the amount of the highest tier reached, within the cap and the sum."""
    amount = rule.amount * often
    for k in range(len(rule.tier_spend)):
        if 0 < rule.tier_spend[k] <= eligible:
            amount = max(amount, rule.tier_amount[k])
    off = rounded(rule.percent, eligible) + amount
    if rule.cap > 0:
        off = min(off, rule.cap)
    return min(off, eligible)


@kernel
def benefit(rule, eligible):
    """Cents off that one rule gives on an eligible sum (cents), were the sum the only condition.

    Never more than its cap or than the sum itself.
    """
    if eligible <= 0 or eligible < rule.spend:
        return I(0)
    return reduction(rule, I(eligible), times(rule, I(eligible), I(0)) if rule.quantity == 0 else I(1))


@part
def units_worth(lines, a, z, touched, n, dearest):
    """Cents that the ``n`` dearest (or else cheapest) units of the touched lines cost; a part of a line by its floor price."""
    done, total = 0, I(0)
    while n > 0:
        best, most = -1, I(0)
        for x in range(a, z):
            if (touched & ~done) >> (x - a) & 1:
                price = I(lines[x].paid // lines[x].units)
                if best < 0 or (price > most if dearest else price < most):
                    best, most = x, price
        if best < 0:
            break
        count = min(n, I(lines[best].units))
        total += I(lines[best].paid) if count == lines[best].units else most * count
        n -= count
        done |= 1 << (best - a)
    return total


@part
def worth(rule, lines, a, z, touched, balance):
    """What a rule gives on the touched lines at what they cost now, in cents; 0 when a condition is not met.

    A gift counts by its perceived value, free shipping as 1. ``balance`` is what points can pay.
    """
    total, units, seen = I(0), I(0), U(0)
    for x in range(a, z):
        if touched >> (x - a) & 1:
            total += lines[x].paid
            units += lines[x].units
            seen |= U(1) << U(lines[x].category)
    if total <= 0 or total < rule.spend or units < rule.quantity:
        return I(0)
    if rule.distinct > 1:
        kinds = 0
        while seen:
            seen &= seen - U(1)
            kinds += 1
        if kinds < rule.distinct:
            return I(0)
    often, kind = times(rule, total, units), rule.benefit
    if kind in (BUNDLE, CHEAPEST):
        bundle = kind == BUNDLE
        together = units_worth(lines, a, z, touched, often * rule.quantity if bundle else often, bundle)
        return max(I(0), together - often * rule.price) if bundle else rounded(rule.percent, together)
    if kind == REDEEM:
        return min(reduction(rule, total, often), balance)
    if kind == GIFT:
        return rule.value * often
    if kind == SHIPPING:
        return I(1)
    return reduction(rule, total, often)


@part
def spread(lines, a, z, touched, cents, work):
    """Share ``cents`` among the touched lines by what they still cost, exact: ``work[PARTS, x - a]`` is the part of line x.

    Largest remainder, the earlier line first at a tie.
    """
    total = I(0)
    for x in range(a, z):
        if touched >> (x - a) & 1:
            total += lines[x].paid
            work[PARTS, x - a] = cents
    if touched & (touched - 1) == 0:
        return
    left = cents
    for x in range(a, z):
        work[PARTS, x - a] = lines[x].paid * cents // total if touched >> (x - a) & 1 else 0
        left -= work[PARTS, x - a]
    served = 0
    for _ in range(left):
        best, most = -1, I(-1)
        for x in range(a, z):
            if (touched & ~served) >> (x - a) & 1:
                remainder = lines[x].paid * cents % total
                if remainder > most:
                    best, most = x, remainder
        served |= 1 << (best - a)
        work[PARTS, best - a] += 1


@kernel
def allocate(lines, a, z, touched, off, platform_share, brand_share, points, work):
    """Take ``off`` cents off the touched lines in proportion to what they still cost, exact to the cent.

    Of each line's part the platform pays ``platform_share`` and a partner brand ``brand_share``, rounded to the nearest cent,
    its shop the rest; the platform advances what the brand pays. ``points`` is 1 when the part is paid with points.
    """
    spread(lines, a, z, touched, off, work)
    for x in range(a, z):
        if touched >> (x - a) & 1:
            mine = work[PARTS, x - a]
            others = rounded(np.float64(platform_share) + np.float64(brand_share), mine)
            lines[x].off_brand += min(others, rounded(np.float64(brand_share), mine))
            lines[x].off_platform += others
            lines[x].off_shop += mine - others
            lines[x].redeemed += points * mine
    for x in range(a, z):
        if touched >> (x - a) & 1:
            lines[x].paid = lines[x].units * lines[x].list_price - lines[x].off_platform - lines[x].off_shop


@part
def counting(lines, a, z, offers, work):
    """Write for each line the bit set of the rules that count it, none when it is not kept; returns those that count any."""
    some = U(0)
    for x in range(a, z):
        mask = offers[lines[x].offer].mask if lines[x].kept else U(0)
        work[_RULES, x - a] = I(mask)
        some |= mask
    return some


@part
def eligible_lines(k, bit, work):
    """Bit set of the lines, of ``k`` in all, that rule ``bit`` counts."""
    found = 0
    for x in range(k):
        found |= (work[_RULES, x] >> bit & 1) << x
    return found


@part
def group(rule, rest, work):
    """Of the lines ``rest`` that a rule counts: those that it judges together with the first of them."""
    if rule.group == 0:
        return rest
    x = 0
    while not rest >> x & 1:
        x += 1
    return rest & work[_SAME_SHOP, x]


@part
def same_shop(lines, a, z, work):
    """Write for each line the bit set of the lines of its shop."""
    for x in range(a, z):
        same = 0
        for y in range(a, z):
            same |= (lines[y].shop == lines[x].shop) << (y - a)
        work[_SAME_SHOP, x - a] = same


@part
def item_prices(lines, a, z, offers):
    """Set the lines to the asked prices; returns the cents of the kept ones."""
    goods = I(0)
    for x in range(a, z):
        line = lines[x]
        offer = offers[line.offer]
        asked = line.units * line.price
        off = line.units * line.list_price - asked
        others, of_brand = I(0), I(0)
        if off > 0:
            platform, brand = np.float64(offer.item_platform), np.float64(offer.item_brand)
            if line.flash:
                platform, brand = np.float64(offer.flash_platform), np.float64(offer.flash_brand)
            others = rounded(platform + brand, off)
            of_brand = min(others, rounded(brand, off))
        line.off_platform, line.off_shop, line.off_brand, line.paid = others, off - others, of_brand, asked
        line.shipping = line.redeemed = 0
        if line.kept:
            goods += asked
    return goods


@part
def ship(lines, a, z, n, chosen, rules, freight_of, free_from, work):
    """Set the shipping of each parcel; returns (cents, bit set of the rules that waived some)."""
    freight, waiving = I(0), U(0)
    for x in range(a, z):
        line = lines[x]
        if line.kept == 0:
            continue
        of_shop, earlier = I(0), False
        for y in range(a, z):
            if lines[y].kept and lines[y].shop == line.shop and lines[y].channel == line.channel:
                of_shop += lines[y].paid
                earlier = earlier or y < x
        if earlier or of_shop >= free_from[line.shop]:
            continue
        fee = freight_of[line.channel, line.shop]
        if fee > 0:
            r = waiver(lines, a, z, n, chosen, x, rules, work)
            if r >= 0:
                waiving |= U(1) << U(r)
                work[_GIVEN, r] += fee
                fee = I(0)
        line.shipping = fee
        freight += fee
    return freight, waiving


@part
def waiver(lines, a, z, n, chosen, x, rules, work):
    """The first chosen rule that frees the parcels of the shop of line ``x`` from shipping, -1 none."""
    found = -1
    for q in range(n):
        r = work[_MAY, q]
        if chosen >> U(r) & U(1) and rules[r].benefit == SHIPPING and (found < 0 or r < found):
            if frees(lines, a, z, r, x, rules, work):
                found = r
    return found


@part
def frees(lines, a, z, r, x, rules, work):
    """Whether a rule frees the parcels of the shop of line ``x`` from shipping."""
    counted = eligible_lines(z - a, r, work)
    mine = counted & work[_SAME_SHOP, x - a]
    counted = mine if rules[r].group == 1 else counted
    return mine != 0 and worth(rules[r], lines, a, z, counted, I(0)) > 0


@part
def take(lines, a, z, n, chosen, balance, offers, rules, freight_of, free_from, work):
    """Bill with the ``chosen`` of the ``n`` rules that may apply.

    Within a level the rule with the largest benefit goes first and a line is reduced once; levels follow one another on what is
    still to be paid. Free shipping, gifts, cash back and points are judged on the final bill.
    Returns (goods, shipping, rewards in cents, bit set of the rules that gave something).
    """
    item_prices(lines, a, z, offers)
    applied = U(0)
    for q in range(n):
        work[_GIVEN, work[_MAY, q]] = 0
    for level in range(1, REDUCING_LEVELS + 1):
        taken = 0
        while True:
            best_off, best_rule, best_set = I(0), -1, 0
            for q in range(n):
                r = work[_MAY, q]
                if not chosen >> U(r) & U(1) or rules[r].level != level or rules[r].benefit > REDEEM:
                    continue
                rest = work[_COUNTED, r] & ~taken
                while rest:
                    touched = group(rules[r], rest, work)
                    off = worth(rules[r], lines, a, z, touched, balance)
                    if off > best_off or (off == best_off and off > 0 and r < best_rule):
                        best_off, best_rule, best_set = off, r, touched
                    rest &= ~touched
            if best_rule < 0:
                break
            rule = rules[best_rule]
            points = I(rule.benefit == REDEEM)
            allocate(lines, a, z, best_set, best_off, rule.platform_share, rule.brand_share, points, work)
            balance -= points * best_off
            work[_GIVEN, best_rule] += best_off
            applied |= U(1) << U(best_rule)
            taken |= best_set
    rewards = I(0)
    for q in range(n):
        r = work[_MAY, q]
        if chosen >> U(r) & U(1) and rules[r].benefit > SHIPPING:
            rest = work[_COUNTED, r]
            while rest:
                touched = group(rules[r], rest, work)
                reward = worth(rules[r], lines, a, z, touched, balance)
                rewards += reward
                if reward > 0:
                    work[_GIVEN, r] += cost(rules[r], lines, a, z, touched, reward)
                    applied |= U(1) << U(r)
                rest &= ~touched
    freight, waiving = ship(lines, a, z, n, chosen, rules, freight_of, free_from, work)
    goods = I(0)
    for x in range(a, z):
        if lines[x].kept:
            goods += lines[x].paid
    return goods, freight, rewards, applied | waiving


@part
def cost(rule, lines, a, z, touched, reward):
    """Cents that a reward costs those who pay it: a gift its price, all else what it is worth."""
    if rule.benefit != GIFT:
        return reward
    total, units = I(0), I(0)
    for x in range(a, z):
        if touched >> (x - a) & 1:
            total += lines[x].paid
            units += lines[x].units
    return rule.amount * times(rule, total, units)


@part
def open_rules(lines, a, z, asked, wallet, barred, balance, offers, rules, work):
    """Find the rules that could give something at the ``asked`` prices (cents in all), the least generous first.

    Returns (their number, the sum of what they promise, whether one of them frees from shipping).
    """
    n, promised, frees = 0, I(0), False
    some = counting(lines, a, z, offers, work)
    if not some:
        return n, promised, frees
    same_shop(lines, a, z, work)
    for r in range(len(rules)):
        if rules[r].spend > asked or not some >> U(r) & U(1):
            continue
        coupon, minute = rules[r].coupon, lines[a].minute
        if (coupon >= 0 and not wallet >> U(coupon) & U(1)) or barred >> U(r) & U(1):
            continue
        if rules[r].until > 0 and not rules[r].since <= minute < rules[r].until:
            continue
        rest, promise = eligible_lines(z - a, r, work), I(0)
        work[_COUNTED, r] = rest
        while rest:
            touched = group(rules[r], rest, work)
            promise += worth(rules[r], lines, a, z, touched, balance)
            rest &= ~touched
        if promise > 0:
            place = n
            while place > 0 and work[_PROMISED, place - 1] > promise:
                work[_MAY, place], work[_PROMISED, place] = work[_MAY, place - 1], work[_PROMISED, place - 1]
                place -= 1
            work[_MAY, place], work[_PROMISED, place] = r, promise
            n += 1
            frees = frees or rules[r].benefit == SHIPPING
            promised += promise
    return n, promised, frees


@part
def combination(n, m, kept, rules, work):
    """The rules of subset ``m`` of the toggled ones and the ``kept`` others; 0 when two of them exclude each other."""
    chosen = kept
    for q in range(min(n, _TOGGLED)):
        if m >> q & 1:
            r = work[_MAY, q]
            if rules[r].clash & chosen:
                return U(0)
            chosen |= U(1) << U(r)
    return chosen


@kernel
def bill(lines, a, z, wallet, barred, balance, effort, offers, rules, freight_of, free_from, work):
    """Bill the kept lines ``a``…``z`` of one basket at the best combination of rules found.

    wallet: bit set of coupons and offers for some that the consumer may use. barred: bit set of rules that are closed.
    balance: cents that points can pay. effort: combinations compared at most; the first is the greedy one, the most generous
    rules first; 2 to the number of rules that may apply compares all.
    ``freight_of[channel, shop]`` is the price of shipping, ``free_from[shop]`` the goods from which it is free, in cents.
    A combination is judged by goods + shipping − gifts, cash back and points.
    Sets off_shop, off_platform, off_brand, redeemed, paid, shipping and applied of each line, and ``work[0, r]``, the cents that
    an applied rule gave. Returns (rules applied as a bit set, goods in cents, shipping in cents).
    """
    asked = item_prices(lines, a, z, offers)
    n, promised, frees = 0, I(0), False
    if len(rules) > 0 and asked > 0:
        n, promised, frees = open_rules(lines, a, z, asked, wallet, barred, balance, offers, rules, work)
    chosen, kept = U(0), U(0)
    for q in range(n - 1, -1, -1):
        r = work[_MAY, q]
        if not rules[r].clash & chosen:
            chosen |= U(1) << U(r)
            if q >= _TOGGLED:
                kept = chosen
    freight, _ = ship(lines, a, z, I(0), U(0), rules, freight_of, free_from, work)
    goods, applied = asked, U(0)
    if n > 0:
        least = asked - promised + (I(0) if frees else freight)
        goods, freight, rewards, applied = take(
            lines, a, z, n, chosen, balance, offers, rules, freight_of, free_from, work
        )
        best, lowest, last, tried = chosen, goods + freight - rewards, chosen, 1
        m = (1 << min(n, _TOGGLED)) - 1
        stop = max(-1, m - _STEPS)
        while m > stop and tried < effort and lowest > least:
            lost = I(0)
            for q in range(min(n, _TOGGLED)):
                if not m >> q & 1:
                    lost += work[_PROMISED, q]
            other = combination(n, m, kept, rules, work) if least + lost < lowest else chosen
            m -= 1
            if other == chosen or (other == U(0) and m >= 0):
                continue
            goods, freight, rewards, applied = take(
                lines, a, z, n, other, balance, offers, rules, freight_of, free_from, work
            )
            tried, last = tried + 1, other
            if goods + freight - rewards < lowest:
                best, lowest = other, goods + freight - rewards
        if last != best:
            goods, freight, rewards, applied = take(
                lines, a, z, n, best, balance, offers, rules, freight_of, free_from, work
            )
    for x in range(a, z):
        lines[x].applied = applied
    return applied, goods, freight
