"""Own and cross elasticities of brands against the twin at the usual price.

Of a lasting change logarithm over logarithm, of a temporary cut percent over percent, as the literature quotes them.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.run.facts.runs import Days, Runs, price, sold, within

LATER = (13, 25)  # weeks after a lasting change in which its effect is read
BRAND = ("shop", "category")


def lasting_elasticity(runs: Runs) -> pd.Series:
    """Of all treated brands together, a quarter after a lasting cut."""
    days, line = runs.weeks(*LATER), runs.brands.line
    change = _log(sold(runs["lasting"], days, line) / sold(runs["baseline"], days, line))
    return change / _log(_price_ratio(runs, "lasting", days))


def lasting_share_below_zero(runs: Runs) -> pd.Series:
    """Share of the treated brands that sell more at the lower price."""
    return (_own(runs) < 0).groupby("seed").mean()


def lasting_quartiles(runs: Runs) -> pd.Series:
    """Distance between the quartiles of the treated brands' elasticities."""
    brands = _own(runs).groupby("seed")
    return brands.quantile(0.75) - brands.quantile(0.25)


def temporary_elasticity(runs: Runs) -> pd.Series:
    """Of all treated brands together, in a week of 10, 20 and 30 % off; the mean of the three."""
    each = [_temporary(runs, f"line_{depth}", runs.brands.line) for depth in (10, 20, 30)]
    return pd.concat(each, axis=1).mean(axis=1)


def temporary_elasticity_of_a_product(runs: Runs) -> pd.Series:
    """The same of one product each, while the brand's other products keep their price."""
    return _temporary(runs, "product_20", runs.brands.product)


def cross_elasticity(runs: Runs) -> pd.Series:
    """Mean over pairs: change of a rival brand's sales in the category, per change of a treated brand's price."""
    return _crosses(runs).groupby("seed").mean()


def neighbourhood(runs: Runs) -> pd.Series:
    """Slope of the same over the gap in log price between the two brands, by least squares with a constant per category."""
    return _crosses(runs).groupby("seed").apply(lambda pairs: _slope(pairs, _gaps(runs)))


def cross_median_to_mean(runs: Runs) -> pd.Series:
    """Median over the same pairs, as a share of their mean."""
    pairs = _crosses(runs).groupby("seed")
    return pairs.median() / pairs.mean()


def _log(ratio: pd.Series) -> pd.Series:
    return pd.Series(np.log(ratio), index=ratio.index)


def _temporary(runs: Runs, arm: str, products: list[str]) -> pd.Series:
    week = runs.weeks(0, 0)
    rise = sold(runs[arm], week, products) / sold(runs["baseline"], week, products) - 1
    return rise / (_price_ratio(runs, arm, week) - 1)


def _price_ratio(runs: Runs, arm: str, days: Days) -> pd.Series:
    """Posted price of the treated products over that of the twin; the first product of a brand stands for all."""
    treated = runs.brands.product
    return price(runs[arm], days, treated) / price(runs["baseline"], days, treated)


def _by_brand(runs: Runs) -> pd.Series:
    """Elasticity by seed and brand of each brand's sales to the treated brand's price in the category."""
    days = runs.weeks(*LATER)
    now, before = (sold(runs[arm], days, by=BRAND) for arm in ("lasting", "baseline"))
    change = _log(now.reindex(before.index, fill_value=np.nan) / before)
    return change.div(_log(_price_ratio(runs, "lasting", days)), level="seed")


def _own(runs: Runs) -> pd.Series:
    elasticities = _by_brand(runs)
    return elasticities[_treated(runs, elasticities)]


def _crosses(runs: Runs) -> pd.Series:
    elasticities = _by_brand(runs)
    return elasticities[~_treated(runs, elasticities)]


def _treated(runs: Runs, by_brand: pd.Series) -> NDArray[np.bool_]:
    brands = {(shop, category) for category, shop in runs.brands.shops.items()}
    return np.array([cell[1:] in brands for cell in by_brand.index])


def _gaps(runs: Runs) -> pd.Series:
    """Distance in log price of every brand from the treated one of its category, by seed and brand."""
    posts = within(runs["baseline"].posts, runs.weeks(*LATER))
    prices = _log(posts.groupby(["seed", *BRAND], observed=True)["list_price"].mean())
    treated = prices[_treated(runs, prices)].groupby(["seed", "category"], observed=True).first()
    cells = pd.MultiIndex.from_arrays([prices.index.get_level_values(key) for key in ("seed", "category")])
    return abs(prices - treated.reindex(cells).to_numpy())


def _slope(pairs: pd.Series, gaps: pd.Series) -> float:
    from statsmodels.api import OLS

    pairs = pairs[np.isfinite(pairs)]
    categories = pd.get_dummies(pairs.index.get_level_values("category").astype(str), dtype=float)
    known = categories.assign(gap=gaps.reindex(pairs.index).to_numpy())
    return float(OLS(pairs.to_numpy(), known.to_numpy()).fit().params[-1])
