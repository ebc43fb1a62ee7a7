"""Random utility of an offer (EQ-UTIL), term by term. Every weight may be zero."""

import numpy as np

from sim.kernels import equation
from sim.kernels.maths import exp

F = np.float32
CUT, FLASH, BASKET = range(3)
"""Forms of promotion that people tire of: a cut price, a flash offer, a reduction of the basket."""
FORMS = 3


@equation
def price_value(sensitivity, level):
    """Disutility of a price: ``-sensitivity * level``.

    ===========  ====  =======  =========================================================================
    name         type  unit     meaning
    ===========  ====  =======  =========================================================================
    sensitivity  f32   utility  personal price sensitivity, 0 none
    level        f32   1        price less what is expected to come off / usual price of the category
    ===========  ====  =======  =========================================================================

    Source: EQ-UTIL of the model card; relative price makes one sensitivity work over categories. By itself it makes an own
    elasticity of about -sensitivity · level / nest · (1 - share), as in any logit (Train 2009, Discrete Choice Methods, ch. 3);
    perceived risk and the reference price add to it.
    """
    return -sensitivity * level


@equation
def reference_value(gain, aversion, reference, ratio):
    """Value of a surprise in price: gains count ``gain``, losses ``gain * aversion``.

    =========  ====  =======  ================================================
    name       type  unit     meaning
    =========  ====  =======  ================================================
    gain       f32   utility  personal weight of a gain
    aversion   f32   1        losses / gains of the same size
    reference  f32   1        expected price / usual list price of the product
    ratio      f32   1        asked price / usual list price of the product
    =========  ====  =======  ================================================

    Source: Tversky & Kahneman (1991), reference-dependent choice; Neumann & Böckenholt (2014) on its size.
    """
    surprise = reference - ratio
    return gain * (max(surprise, F(0)) + aversion * min(surprise, F(0)))


@equation
def relation_value(loyal, loyalty, satisfied, satisfaction, exposed, awareness):
    """Value of what is remembered of a shop: loyalty, past satisfaction and mere awareness.

    ============  ====  =======  ===============================
    name          type  unit     meaning
    ============  ====  =======  ===============================
    loyal         f32   utility  personal weight of loyalty
    loyalty       f32   0…1      loyalty to the shop
    satisfied     f32   utility  weight of satisfaction
    satisfaction  f32   0…1      past satisfaction, ½ is neutral
    exposed       f32   utility  weight of mere awareness
    awareness     f32   0…1      awareness of the shop
    ============  ====  =======  ===============================

    Source: EQ-UTIL of the model card. Awareness by itself: Zajonc (1968), JPSP 9, mere exposure; linear by assumption.
    """
    return loyal * loyalty + satisfied * (satisfaction - F(0.5)) + exposed * awareness


@equation
def freshness(strength, exposures):
    """What is left of the appeal of a form of promotion: ``exp(-strength * exposures)``.

    =========  ====  ==========  ===========================================
    name       type  unit        meaning
    =========  ====  ==========  ===========================================
    strength   f32   1/exposure  speed of wear-out, 0 none
    exposures  f32   exposures   visits that saw the form, fading by the day
    =========  ====  ==========  ===========================================

    Source: EQ-FAT of the model card; wear-out of repeated promotions, its form an assumption.
    """
    return exp(-strength * exposures)


@equation
def risk_value(doubt, risk, level):
    """Perceived risk, a disutility: dear goods of little-trusted shops lose most.

    =====  ====  =======  ===================================================================
    name   type  unit     meaning
    =====  ====  =======  ===================================================================
    doubt  f32   0…1      1 - trust in the shop
    risk   f32   utility  risk of the category at its usual price
    level  f32   1        price less what is expected to come off / usual price of the category
    =====  ====  =======  ===================================================================

    Source: EQ-UTIL of the model card; perceived risk after Bauer (1960); the product of the three is an assumption.
    """
    return -doubt * risk * level


@equation
def shop_value(convenience, place, service, attentive, wait, days, opinion, rating):
    """Value of a shop on a channel: convenience, service, days of delivery (a disutility), public rating.

    ===========  ====  ===========  ===============================
    name         type  unit         meaning
    ===========  ====  ===========  ===============================
    convenience  f32   utility      personal weight of convenience
    place        f32   sd           convenience of shop and channel
    service      f32   utility      personal weight of service
    attentive    f32   sd           service of the shop
    wait         f32   utility/day  personal cost of waiting
    days         f32   days         promised delivery
    opinion      f32   utility      personal weight of the rating
    rating       f32   1            (stars - 3.5) / 1.5
    ===========  ====  ===========  ===============================

    Source: EQ-UTIL of the model card; linear by assumption.
    """
    return convenience * place + service * attentive - wait * days + opinion * rating
