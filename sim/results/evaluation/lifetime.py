"""What a customer is worth over the years, with a constant chance of staying (DATA-26)."""

import numpy as np


def lifetime_value(
    margin: float, retention: float, discount: float, periods: int | None = None, first_now: bool = True
) -> float:
    """Present value of a customer who pays `margin` a period and stays with probability `retention`.

    first_now: the first margin is received now, margin (1+d)/(1+d-r); otherwise the customer has to stay for one period first,
    margin r/(1+d-r). periods: number of margins counted, None without end. In the unit of the margin; retention 0..1, discount a
    rate per period above 0 unless retention is below 1. Source: Gupta & Lehmann (2003).
    """
    if not 0 <= retention <= 1 or discount < 0 or retention >= 1 + discount:
        raise ValueError(
            f"retention {retention} and discount {discount}: write a share 0...1 and a rate >= 0, not both without loss"
        )
    keep = retention / (1 + discount)
    first = margin if first_now else margin * keep
    return first / (1 - keep) if periods is None else first * (1 - keep**periods) / (1 - keep)


def payback(margin: float, retention: float, discount: float, cost: float) -> int | None:
    """Margins that it takes until the acquisition `cost` is earned back; None when it never is."""
    if lifetime_value(margin, retention, discount) < cost:
        return None
    keep = retention / (1 + discount)
    if keep == 0:
        return 1
    short = 1 - cost / margin * (1 - keep)
    return max(1, int(np.ceil(np.log(short) / np.log(keep) - 1e-12))) if short > 0 else None
