"""What a campaign really brought, from a group that had it and one that did not (EVAL-04, EVAL-13)."""

from dataclasses import dataclass
from math import sqrt

from scipy.special import ndtr, ndtri


@dataclass(frozen=True)
class Incrementality:
    """Orders that the treated group made more than it would have, by the rate of the control group.

    lift: relative; orders: extra orders of the treated group; low, high: their interval (unpooled standard error);
    z, p: two-sided test of equal rates (pooled standard error).
    """

    lift: float
    orders: float
    low: float
    high: float
    z: float
    p: float


def incrementality(
    orders: int, people: int, control_orders: int, control_people: int, level: float = 0.95
) -> Incrementality:
    """Compare the order rates of two randomly formed groups; every person orders once at most."""
    if not 0 <= orders <= people or not 0 < control_orders <= control_people or people < 1:
        raise ValueError(
            "orders must lie between 0 and the people of their group, and the control must have some"
        )
    rate, control = orders / people, control_orders / control_people
    pooled = (orders + control_orders) / (people + control_people)
    z = (rate - control) / sqrt(pooled * (1 - pooled) * (1 / people + 1 / control_people))
    se = sqrt(rate * (1 - rate) / people + control * (1 - control) / control_people)
    half, extra = float(ndtri(0.5 + level / 2)) * se * people, (rate - control) * people
    return Incrementality(rate / control - 1, extra, extra - half, extra + half, z, 2 * float(ndtr(-abs(z))))


@dataclass(frozen=True)
class CampaignReturn:
    """What came back for each unit of money of media; money in the unit of the inputs.

    attributed_roas counts every order of the treated group, iroas only the extra ones: never mix the two. profit: incremental
    gross profit after coupons; roi: (profit - media) / media; break_even: extra orders that pay for media and coupons.
    """

    attributed_roas: float
    iroas: float
    profit: float
    roi: float
    break_even: float


def campaign_return(
    orders: float, extra_orders: float, order_value: float, margin: float, media: float, coupons: float
) -> CampaignReturn:
    """orders: of the treated group, extra_orders: of them incremental; margin: share of order_value; coupons: their cost."""
    if media <= 0 or order_value * margin <= 0:
        raise ValueError("write media, order_value and margin above 0")
    profit = extra_orders * order_value * margin - coupons
    return CampaignReturn(
        attributed_roas=orders * order_value / media,
        iroas=extra_orders * order_value / media,
        profit=profit,
        roi=(profit - media) / media,
        break_even=(media + coupons) / (order_value * margin),
    )
