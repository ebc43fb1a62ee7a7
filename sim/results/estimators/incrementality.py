"""A randomised test of a coupon on paper: what was attributed, what was incremental, and whether it paid."""

from math import sqrt

import pandas as pd
from scipy.special import ndtr, ndtri


def incrementality(
    treated_orders: int,
    treated_people: int,
    control_orders: int,
    control_people: int,
    order_value: float,
    margin: float,
    media: float,
    coupons: int = 0,
    coupon_value: float = 0.0,
    level: float = 0.95,
) -> pd.Series:
    """Figures of a test with a control group; money in one unit of your choice, margin a share of the order value.

    lift (share of the control's rate); incremental (orders of the treated group) with low, high (unpooled normal
    interval); z and p (pooled two-proportion test); attributed_roas (all treated revenue / media) and iroas (incremental
    revenue / media), which must never be mixed; gross_profit (incremental, less coupons redeemed); roi ((gross_profit -
    media) / media); break_even (incremental orders that would pay for coupons and media).
    """
    if min(treated_people, control_people) < 1 or media <= 0 or not 0 < level < 1:
        raise ValueError("write at least one person in each group, media above 0 and a level between 0 and 1")
    rate, base = treated_orders / treated_people, control_orders / control_people
    pooled = (treated_orders + control_orders) / (treated_people + control_people)
    z = (rate - base) / sqrt(pooled * (1 - pooled) * (1 / treated_people + 1 / control_people))
    se = sqrt(rate * (1 - rate) / treated_people + base * (1 - base) / control_people)
    extra, half = (rate - base) * treated_people, float(ndtri(0.5 + level / 2)) * se * treated_people
    spent_on_coupons = coupons * coupon_value
    gross_profit = extra * order_value * margin - spent_on_coupons
    return pd.Series(
        {
            "lift": rate / base - 1,
            "incremental": extra,
            "low": extra - half,
            "high": extra + half,
            "z": z,
            "p": 2 * float(ndtr(-abs(z))),
            "attributed_roas": treated_orders * order_value / media,
            "iroas": extra * order_value / media,
            "gross_profit": gross_profit,
            "roi": (gross_profit - media) / media,
            "break_even": (media + spent_on_coupons) / (order_value * margin),
        }
    )


def difference_in_differences(
    treated: tuple[float, float], control: tuple[float, float]
) -> tuple[float, float]:
    """(difference, ratio - 1) of (before, after) of the treated against those of the control."""
    (before, after), (base_before, base_after) = treated, control
    return (after - before) - (base_after - base_before), (after / before) / (base_after / base_before) - 1
