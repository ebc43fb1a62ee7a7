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
    """Disutility of a price: ``-sensitivity * level``, level = full price / usual price of the category.

    Source: relative price makes one sensitivity work over categories; own elasticity ≈ -sensitivity·level/nest·(1 - share).
    """
    return -sensitivity * level


@equation
def reference_value(gain, aversion, reference, ratio):
    """Value of a surprise in price: gains count ``gain``, losses ``gain * aversion``.

    reference, ratio: expected and asked price as shares of the product's usual list price.
    Source: Tversky & Kahneman (1991), reference-dependent choice; Neumann & Böckenholt (2014) on its size.
    """
    surprise = reference - ratio
    return gain * (max(surprise, F(0)) + aversion * min(surprise, F(0)))


@equation
def relation_value(loyal, loyalty, satisfied, satisfaction, exposed, awareness):
    """Value of what is remembered of a shop: loyalty, past satisfaction (0.5 is neutral) and mere awareness."""
    return loyal * loyalty + satisfied * (satisfaction - F(0.5)) + exposed * awareness


@equation
def freshness(strength, exposures):
    """What is left of the appeal of a form of promotion: ``exp(-strength * exposures)``, exposures fading by the day.

    Source: EQ-FAT of the model card; wear-out of repeated promotions (assumption on the form).
    """
    return exp(-strength * exposures)


@equation
def risk_value(doubt, risk, level):
    """Perceived risk: ``-doubt * risk * level``, doubt = 1 - trust; dear goods of little-trusted shops lose most."""
    return -doubt * risk * level


@equation
def shop_value(convenience, place, service, attentive, wait, days, opinion, rating):
    """Value of a shop on a channel: convenience, service, days of delivery (a disutility), public rating."""
    return convenience * place + service * attentive - wait * days + opinion * rating
