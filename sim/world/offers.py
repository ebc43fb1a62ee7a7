"""What is offered today: one row per reduction that a basket may earn."""

import numpy as np

RULE = np.dtype(
    [
        ("level", "u1"),  # 1 shop, 2 cross-shop, 3 coupon: the order of application
        ("group", "u1"),  # 0 counted over the whole basket's eligible lines, 1 counted per shop
        ("spend", "i8"),  # cents, threshold; 0 none
        ("percent", "f4"),  # share of the eligible sum that is taken off
        ("amount", "i8"),  # cents taken off, once or for every full threshold
        ("cap", "i8"),  # cents, the most that one application gives; 0 no limit
        ("repeat", "u1"),  # 1: the amount is given floor(sum / spend) times
        ("platform_share", "f4"),  # part of the reduction that the platform pays; shops pay the rest
        ("coupon", "i1"),  # bit in the wallet, 0..62; -1 nothing need be claimed
        ("personas", "u8"),  # bit g: persona g may use the rule
    ],
    align=True,
)

OFFER = np.dtype(
    [
        ("key", "u8"),  # key of the product's name
        ("mask", "u8"),  # bit r: rule r of today counts the product
        ("coupon_bits", "u8"),  # coupons that count the product
        ("list_price", "i4"),  # cents/unit
        ("deal_price", "i4"),  # cents/unit asked of everybody today
        ("flash_price", "i4"),  # cents/unit in the flash window
        ("quality", "f4"),  # standard deviations from the category's average
        ("novelty", "f4"),  # 1 on the day of launch, falling by half every half-life
        ("level", "f4"),  # deal price / usual price of the category
        ("ratio", "f4"),  # deal price / usual list price of the product
        ("flash_level", "f4"),
        ("flash_ratio", "f4"),
        ("on_deal", "f4"),  # 1 when anything is off today
        ("saving", "f4"),  # expected further share off from basket rules open to all
        ("coupon_saving", "f4"),  # expected further share off from a coupon in the wallet
        ("item_platform", "f4"),  # platform's share of the item reduction
        ("flash_platform", "f4"),
        ("shop", "i2"),
        ("flash_from", "i2"),  # minute
        ("flash_to", "i2"),
        ("flash_open", "u1"),
        ("open", "u1"),  # in stock
        ("category", "i1"),
    ],
    align=True,
)
