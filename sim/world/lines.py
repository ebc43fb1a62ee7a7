"""Records that flow through a day: visits, cart lines, parcels, and what is told to friends."""

import numpy as np

LINE = np.dtype(
    [
        ("consumer", "i4"),
        ("offer", "i4"),  # index of the product
        ("list_price", "i4"),  # cents/unit
        ("price", "i4"),  # cents/unit asked, before basket deductions
        ("off_shop", "i4"),  # cents off the whole line paid by the shop
        ("off_platform", "i4"),  # cents off the whole line paid by the platform
        ("paid", "i4"),  # cents the consumer pays for the line's goods
        ("shipping", "i4"),  # cents
        ("arousal", "f4"),
        ("refused", "i4"),  # the offer that refused the units lost
        ("units", "i2"),
        ("lost", "i2"),  # units refused by stock-out
        ("shop", "i2"),
        ("minute", "i2"),  # of arrival, 0..1439
        ("category", "i1"),
        ("channel", "i1"),
        ("flash", "u1"),  # 1 at the flash price
        ("kept", "u1"),  # 1 in the order, 0 dropped, 3 being sent back
        ("wait", "u1"),  # days to arrival, 255 for more than that
        ("applied", "u8"),  # rules that gave the basket something, bit set
        ("off_brand", "i4"),  # cents of off_platform that a partner brand pays
        ("redeemed", "i4"),  # cents of off_shop and off_platform paid with points
        ("points", "i4"),  # earned with the line; one is worth a cent
        ("cash_back", "i4"),  # cents paid to the purse unless the line is sent back
        ("cash_platform", "i4"),  # cents of cash_back that the platform pays
        ("worth", "i4"),  # cents that the whole line is worth to the buyer; 0 unless surplus is recorded
    ],
    align=True,
)

PARCEL = np.dtype(
    [
        ("consumer", "i4"),
        ("offer", "i4"),
        ("list_price", "i4"),  # cents/unit
        ("paid", "i4"),  # cents for the whole line
        ("off_platform", "i4"),  # cents of the whole line
        ("arousal", "f4"),
        ("ordered", "u2"),  # day
        ("units", "i2"),
        ("shop", "i2"),
        ("category", "i1"),
        ("channel", "i1"),
        ("off_brand", "i4"),  # the rest as in LINE
        ("redeemed", "i4"),
        ("points", "i4"),
        ("cash_back", "i4"),
        ("cash_platform", "i4"),
        ("worth", "i4"),
    ],
    align=True,
)

TELL = np.dtype(
    [
        ("friend", "i4"),
        ("shop", "i2"),
        ("satisfaction", "f4"),
        ("ratio", "f4"),  # price paid / usual list price of the product
    ],
    align=True,
)
PAIR = np.dtype(
    [
        ("consumer", "i4"),
        ("offer", "i4"),  # index of the product
        ("channel", "i1"),
        ("level", "f4"),  # price / usual price of the category
        ("ratio", "f4"),  # price / usual list price of the product
        ("ahead", "f4"),  # purchases by which the need will have grown when the goods are there
        ("value", "f4"),  # log-odds of taking the offer
        ("gain", "f4"),  # cents that it is worth beyond its price, known of those taken
    ],
    align=True,
)
"""Somebody who thinks about one offer."""

DEPOSIT = np.dtype(
    [
        ("consumer", "i4"),
        ("offer", "i4"),  # index of the product, one unit of it
        ("promotion", "i4"),  # place in the market's list of offers
        ("due", "i4"),  # day on which the balance is paid
        ("price", "i4"),  # cents, the most that it will cost before the benefit
        ("deposit", "i4"),  # cents paid
        ("worth", "i4"),  # cents that the deposit counts on the day of the balance
        ("gain", "i4"),  # cents that the unit is worth to the buyer beyond the price expected
        ("shop", "i2"),
        ("category", "i1"),
        ("channel", "i1"),
    ],
    align=True,
)
"""A unit set aside for somebody who put down a deposit."""
WAITING = np.dtype(
    [
        ("consumer", "i4"),
        ("offer", "i4"),  # index of the product, one unit of it
        ("worth", "f4"),  # cents that it is worth to the member
        ("group", "i8"),  # number of the group
        ("promotion", "i4"),  # place in the market's list of offers
        ("since", "i4"),  # day of joining
        ("until", "i4"),  # last day on which the group may become complete
    ],
    align=True,
)
"""A member of a group that is not complete yet."""
VISIT = np.dtype([("consumer", "i4"), ("minute", "i2"), ("channel", "u1")], align=True)
