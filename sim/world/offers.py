"""What is offered today: one row per reduction that a basket may earn."""

import numpy as np

MORE_TIERS = 4  # steps of a rule beyond its first threshold
COUPONS = 4  # private offers on one product that a shopper tells apart

RULE = np.dtype(
    [
        ("level", "u1"),  # 1 shop, 2 cross-shop, 3 coupon, 4 points, 5 shipping: the order of application
        ("group", "u1"),  # 0 counted over the whole basket's eligible lines, 1 counted per shop
        ("benefit", "u1"),  # what it gives, see sim.kernels.benefits
        ("repeat", "u1"),  # 1: given for every full threshold
        ("spend", "i8"),  # cents, threshold; 0 none
        ("quantity", "i4"),  # units, threshold; 0 none
        ("distinct", "i4"),  # different categories, threshold; 0 none
        ("percent", "f8"),  # share of the eligible sum that is taken off
        ("amount", "i8"),  # cents taken off (of a gift: cents that it costs)
        ("tier_spend", "i8", (MORE_TIERS,)),  # cents, further thresholds; 0 none
        ("tier_amount", "i8", (MORE_TIERS,)),  # cents taken off from the further threshold on
        ("cap", "i8"),  # cents, the most that one application gives; 0 no limit
        ("price", "i8"),  # cents for ``quantity`` units of a bundle
        ("value", "i8"),  # cents, what a gift is worth to the consumer
        ("platform_share", "f8"),  # part that the platform pays
        ("brand_share", "f8"),  # part that a partner brand pays; shops pay the rest
        ("clash", "u8"),  # bit r: cannot be used together with rule r of today
        ("coupon", "i1"),  # bit in the wallet that it takes, 0..62; -1 open to everybody
        ("uses", "u1"),  # uses per consumer; 0 no limit
        ("counter", "i2"),  # column in which uses are counted; -1 when one use is the limit or there is none
        ("since", "i2"),  # minute of the day
        ("until", "i2"),  # minute of the day, first one after; 0 all day
    ],
    align=True,
)

RIGHT = np.dtype(
    [
        ("key", "u8"),  # key of the promotion's name
        ("personas", "u8"),  # bit g: persona g
        ("regions", "u8"),  # bit d: region d
        ("customers", "u1"),  # 0 all, 1 without an order, 2 without an order at the shops of the offer
        ("tier", "u1"),  # lowest membership tier
        ("claimed", "u1"),  # 1: a coupon, which must have been claimed
        ("open", "u1"),  # 1: can be used today
        ("load", "f4"),  # complexity 0..1 of the terms, times how much it keeps people off
    ],
    align=True,
)

OFFER = np.dtype(
    [
        # what whoever looks at the offer reads, side by side
        ("key", "u8"),  # key of the product's name
        ("coupon_bits", "u8"),  # bits in the wallet that count the product
        ("quality", "f4"),  # standard deviations from the category's average
        ("novelty", "f4"),  # 1 on the day of launch, falling by half every half-life
        ("level", "f4"),  # deal price / usual price of the category
        ("ratio", "f4"),  # deal price / usual list price of the product
        ("flash_level", "f4"),
        ("flash_ratio", "f4"),
        ("on_deal", "f4"),  # 1 when anything is off today
        ("saving", "f4"),  # expected further share off from basket rules open to all
        ("flash_from", "i2"),  # minute
        ("flash_to", "i2"),
        ("flash_open", "u1"),
        ("open", "u1"),  # in stock
        ("form", "u1"),  # form of what makes it a deal, flash apart
        ("category", "i1"),
        ("shop", "i2"),
        # the rest
        ("mask", "u8"),  # bit r: rule r of today counts the product
        (
            "coupons",
            "u8",
            (COUPONS,),
        ),  # of ``coupon_bits`` the most generous one, the next, …; the last holds all that are left
        ("coupon_saving", "f4", (COUPONS,)),  # expected further share off from each of ``coupons``, falling
        ("shop_bits", "u8"),  # bits in the wallet that are lost by buying the product
        ("list_price", "i4"),  # cents/unit
        ("deal_price", "i4"),  # cents/unit asked of everybody today
        ("flash_price", "i4"),  # cents/unit in the flash window
        ("worth", "f4"),  # quality for the price against the category's mean, 0 as usual
        ("flash_worth", "f4"),
        ("item_platform", "f4"),  # platform's share of the item reduction
        ("flash_platform", "f4"),
        ("item_brand", "f4"),  # partner brand's share of the item reduction
        ("flash_brand", "f4"),
    ],
    align=True,
)
