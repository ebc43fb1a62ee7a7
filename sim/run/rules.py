"""What each key may be: one row per key or pattern.

In a key `*` stands for one part of the path and `**` for any number of parts. Every row that matches a key applies.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "whole number", "number", "true or false", "text", "date", "list of whole numbers", "list of texts"
]


@dataclass(frozen=True)
class Rule:
    """Kind and bounds of the keys that match a pattern."""

    key: str
    kind: Kind
    low: float | None = None  # smallest value allowed
    high: float | None = None  # largest value allowed
    above: float | None = None  # must be larger than this
    unit: str = ""
    why: str = ""  # what goes wrong otherwise, shown to the user
    null: bool = False  # null is allowed
    required: bool = False  # the key must be there; only for keys without * or **


RULES: tuple[Rule, ...] = (
    Rule("seed", "whole number", low=0, null=True),
    Rule("seeds", "list of whole numbers", low=0, required=True, why="each seed is one run"),
    Rule("threads", "whole number", low=1, required=True),
    Rule("allow_targets", "list of texts"),
    Rule("contrast", "list of texts", null=True),
    Rule("until.metric", "text"),
    Rule("until.half_width", "number", above=0, unit="shares of the baseline"),
    Rule("until.max_seeds", "whole number", low=2),
    Rule(
        "population.size",
        "whole number",
        low=1,
        unit="consumers",
        required=True,
        why="an empty market buys nothing",
    ),
    Rule("population.personas.*.share", "number", low=0, high=1, unit="share of the population"),
    Rule("calendar.start", "date", required=True),
    Rule("calendar.days", "whole number", low=1, high=36_525, unit="days", required=True),
    Rule("campaign.*.end", "date"),
    Rule("campaign.*.phases.*", "date"),
    Rule("results.orders", "true or false"),
    Rule("consumer.*.*", "number"),
    Rule(
        "consumer.choice.nest",
        "number",
        above=0,
        high=1,
        why="1 is the multinomial logit, near 0 all offers are one",
    ),
    Rule("consumer.search.products", "whole number", low=1, unit="products of one shop"),
    Rule("consumer.search.explore", "number", low=0, high=1, unit="chance"),
    Rule("consumer.search.switch", "number", low=0, high=1, unit="chance"),
    Rule("consumer.reference.alpha", "number", low=0, high=1, unit="share of the gap"),
    Rule("consumer.satisfaction.alpha", "number", low=0, high=1, unit="share of the gap"),
    Rule("consumer.taste.*", "number", low=0, unit="standard deviation, utility"),
    Rule("consumer.budget.share", "number", low=0, unit="share of income, 0 no limit"),
    Rule("consumer.anticipation.*", "number", low=0, unit="utility, 0 off"),
    Rule("consumer.wearout.strength", "number", low=0, unit="per exposure, 0 off"),
    Rule("consumer.wearout.half_life", "number", above=0, unit="days"),
    Rule("consumer.impulse.decay", "number", low=0, high=1, unit="share left after a day"),
    Rule("consumer.awareness.decay", "number", low=0, high=1, unit="share a day"),
    Rule("consumer.loyalty.decay", "number", low=0, high=1, unit="share a day"),
    Rule("consumer.delivery.late", "number", low=0, high=1, unit="chance"),
    Rule("consumer.returns.days", "whole number", low=1, unit="days"),
    Rule("consumer.wom.friends", "whole number", low=1, high=64, unit="friends"),
    Rule("consumer.wom.rewire", "number", low=0, high=1, unit="share"),
    Rule("population.slots", "whole number", low=1, unit="shops that a consumer remembers"),
    Rule("population.regions.*", "number", low=0, high=1, unit="share of the population"),
    Rule("population.personas.*.female", "number", low=0, high=1, unit="share"),
    Rule("population.personas.*.income", "number", above=0, unit="yuan per month"),
    Rule("population.personas.*.motives.*", "number", low=0, high=1, unit="share"),
    Rule("population.personas.*.habits.*", "number", low=0, unit="relative use of the channel"),
    Rule("population.personas.*.media.*", "number", low=0, high=1, unit="share that uses the medium"),
    Rule("population.personas.*.aversion", "number", low=0),
    Rule(
        "population.personas.*.breadth", "number", low=0, unit="remembered shops looked at beyond the first"
    ),
    Rule("shop_capital", "number", low=0, unit="yuan per consumer"),
    Rule("catalog.categories.*.orders_per_year", "number", low=0),
    Rule("catalog.categories.*.price", "number", above=0, unit="yuan"),
    Rule("catalog.categories.*.gamma_shape", "number", low=0),
    Rule("catalog.categories.*.returns", "number", low=0, high=1, unit="share of units"),
    Rule("catalog.categories.*.storable", "number", low=0, high=1),
    Rule("catalog.categories.*.risk", "number", low=0),
    Rule("catalog.categories.*.margin", "number", low=0, high=0.99, unit="share of the price"),
    Rule("shops.*.price", "number", above=0, unit="times the category's usual price"),
    Rule("shops.*.cost", "number", above=0, unit="times the category's usual cost"),
    Rule("shops.*.novelty", "number", low=0, high=1, unit="share of the range"),
    Rule("shops.*.fame", "number", low=0),
    Rule("shops.*.wait", "number", low=0, unit="days"),
    Rule("shops.*.shipping", "number", low=0, unit="yuan per parcel"),
    Rule("shops.*.free_shipping", "number", low=0, unit="yuan"),
    Rule("shops.*.stock_days", "number", low=0, unit="days of usual sales"),
    Rule("shops.*.copies", "whole number", low=1, unit="shops of this kind"),
    Rule("shops.*.copy_spread", "number", low=0, high=1),
    Rule("shops.*.channels", "list of texts"),
    Rule("shops.*.categories.*", "whole number", low=0, unit="products"),
    Rule("channels.*.commission", "number", low=0, high=1, unit="share of the price"),
    Rule("channels.*.fixed", "number", low=0, unit="yuan per day, shop and 1000 consumers"),
    Rule("channels.*.friction", "number", low=0),
    Rule("channels.*.search", "number", low=0),
    Rule("channels.*.extra_wait", "number", unit="days"),
    Rule("channels.*.carried", "true or false"),
    Rule("channels.*.returns", "number", low=0, unit="times the category's returns"),
    Rule("media.*.cost", "number", low=0, unit="yuan per thousand impressions"),
    Rule("media.*.effect", "number", low=0, high=1, unit="awareness per impression"),
    Rule("platform.prior_reviews", "number", low=0),
    Rule("platform.prior_rating", "number", low=1, high=5, unit="stars"),
    Rule("platform.attention", "number", low=0, unit="impressions a day"),
    Rule("platform.combinations", "whole number", low=1, high=4096, unit="combinations of offers"),
    Rule("platform.complexity_weight", "number", low=0, unit="log chance per unit of complexity"),
    Rule("platform.complexity_scale", "number", above=0, unit="conditions"),
    Rule("platform.tier_days", "number", low=1, unit="days"),
    Rule("carrier.capacity", "number", low=0, unit="parcels per day and consumer, 0 no limit"),
    Rule("carrier.cost", "number", low=0, unit="yuan per parcel"),
    Rule("carrier.return_cost", "number", low=0, unit="yuan per parcel"),
    Rule("campaign.*.budget", "number", low=0, unit="yuan per participant, 0 no limit"),
    Rule("campaign.*.platform_budget", "number", low=0, unit="yuan, 0 no limit"),
    Rule("campaign.*.media_lift.*", "number", low=0, unit="times the usual spend, 1 none"),
    Rule("campaign.*.pull.*", "number", unit="log-odds of visiting, 0 none"),
    Rule("campaign.*.cue.*", "number", low=0, unit="purchases a day, 0 none"),
    # a promotion, of a campaign or of a shop
    Rule("**.promotions.*.percent", "number", low=0, high=1, why="a share, not a percentage"),
    Rule("**.promotions.*.spend", "number", low=0, unit="yuan"),
    Rule("**.promotions.*.amount", "number", low=0, unit="yuan"),
    Rule("**.promotions.*.cap", "number", low=0, unit="yuan, 0 no limit"),
    Rule("**.promotions.*.repeat", "true or false"),
    Rule("**.promotions.*.quota", "whole number", low=0, unit="units or claims, 0 no limit"),
    Rule("**.promotions.*.claim_rate", "number", low=0, high=1),
    Rule("**.promotions.*.sent", "number", low=0, high=1, unit="shares of the people whom it is for"),
    Rule(
        "**.promotions.*.by_spending", "number", low=0, high=1, why="0 is by lot, 1 strictly by past spending"
    ),
    Rule("**.promotions.*.platform_share", "number", low=0, high=1),
    Rule("**.promotions.*.brand_share", "number", low=0, high=1),
    Rule("**.promotions.*.price", "number", low=0, unit="yuan for the bundle"),
    Rule("**.promotions.*.value", "number", low=0, unit="yuan"),
    Rule("**.promotions.*.budget", "number", low=0, unit="yuan, 0 no limit"),
    Rule("**.promotions.*.uses", "whole number", low=0, unit="uses in all, 0 no limit"),
    Rule("**.promotions.*.per_person", "whole number", low=0, high=200, unit="uses, 0 no limit"),
    Rule("**.promotions.*.quantity", "whole number", low=0, unit="units"),
    Rule("**.promotions.*.distinct", "whole number", low=0, unit="categories"),
    Rule("**.promotions.*.tier", "whole number", low=0, unit="lowest membership tier"),
    Rule("**.promotions.*.expiry", "whole number", low=0, unit="days, 0 never"),
)
