"""Who paid whom."""

from typing import TYPE_CHECKING

import pyarrow as pa

from sim.market.tables.names import dates, occurring

if TYPE_CHECKING:
    from sim.market.records import Records


def ledger(records: "Records") -> pa.Table:
    """date × payer × payee × purpose × shop: cents; rows without money are left out."""
    accounts, postings = records.market.ledger.postings()
    days, account, shop, cents = postings.T
    parties = {
        name: occurring([each[x] for each in accounts], account)
        for x, name in enumerate(("payer", "payee", "purpose"))
    }
    shops = occurring([*records.market.shop_names, ""], shop)
    return pa.table({"date": dates(records.market, days)} | parties | {"shop": shops, "cents": cents})
