"""Offers and activities of a config: where they hold exists, and there are not too many of them for one day."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from sim.run.names import Config, copies, entries, exist, mapping, product_names, shop_names
from sim.strategies.campaign import Campaign
from sim.strategies.promotion import Promotion, Understanding
from sim.strategies.promotion.engine import MOST_RULES, RULE_LEVEL, is_private

WORDS = {"shops": ("participants", "all")}  # what may stand instead of a list of names; else "all"
AWARD = ("claim_rate", "sent")  # terms by which a coupon comes to people


def participants_exist(config: Config) -> Iterator[str]:
    """A campaign is that of all shops, or of shops of the market."""
    for name, campaign in entries(config, "campaign"):
        shops = campaign.get("shops", "all")
        if isinstance(shops, list) and shops:
            yield from exist(f"campaign.{name}.shops", shops, shop_names(config))
        elif shops != "all":
            yield f"campaign.{name}.shops: {shops!r} is not right; write a list of shop names, or all"


def places_exist(config: Config) -> Iterator[str]:
    """Shops, categories, products, personas and regions of each offer and activity are those of the market."""
    people, shops = mapping(config, "population"), shop_names(config)
    known = {
        "shops": shops,
        "categories": list(mapping(mapping(config, "catalog"), "categories")),
        "products": product_names(config),
        "personas": list(mapping(people, "personas")),
        "regions": list(mapping(people, "regions")),
    }
    offers = _names_of_offers(config)
    for key, terms in _terms(config):
        for field, names in known.items():
            listed = terms.get(field)
            if isinstance(listed, list):
                yield from exist(f"{key}.{field}", listed, names)
            elif listed is not None and listed not in WORDS.get(field, ("all",)):
                words = " or ".join(WORDS.get(field, ("all",)))
                yield f"{key}.{field}: {listed!r} is not right; write a list of names, or {words}"
        if terms.get("granted_by"):
            yield from exist(f"{key}.granted_by", [terms["granted_by"]], shops)
        if isinstance(terms.get("not_with"), list):
            yield from exist(f"{key}.not_with", terms["not_with"], offers)


def coupons_reach_somebody(config: Config) -> Iterator[str]:
    """A coupon is claimed, sent, granted or won."""
    won = {
        activity.get("coupon")
        for _, campaign in entries(config, "campaign")
        for _, activity in entries(campaign, "activities")
        if isinstance(activity.get("coupon"), str)
    }
    for key, terms in _terms(config):
        lost = terms.get("level") == "coupon" and not any(term in terms for term in AWARD)
        if lost and key.rpartition(".")[2] not in won:
            yield f"{key}: a coupon that nobody gets; write claim_rate or sent, or let an activity give it"


def few_enough(
    config: Config, campaigns: Mapping[str, Campaign], offers: Mapping[str, Promotion]
) -> Iterator[str]:
    """At most 63 offers on baskets act on one day, and at most 63 in all are not open to everybody.

    campaigns, offers: by dotted key, those of the campaigns and of the shops.
    """
    own = [
        offer
        for kind, keys in entries(config, "shops")
        for name in mapping(keys, "promotions")
        for offer in [offers.get(f"shops.{kind}.promotions.{name}")] * keys["copies"]
        if offer is not None
    ]
    everything = [*own, *(offer for each in campaigns.values() for offer in each.promotions.values())]
    useful = [offer for offer in everything if offer.has_benefit]
    platform = mapping(config, "platform")
    hard = Understanding(platform.get("complexity_weight", 0), platform.get("complexity_scale", 1))
    private = sum(is_private(offer, hard) for offer in useful)
    if private > MOST_RULES:
        what = "coupons and offers for some people only"
        yield f"{_most(config)}: {private} {what} are too many; write at most {MOST_RULES}"
    if sum(offer.level in RULE_LEVEL for offer in useful) > MOST_RULES:
        yield from _crowded(config, campaigns, own)


def _crowded(config: Config, campaigns: Mapping[str, Campaign], own: list[Promotion]) -> Iterator[str]:
    """A line for the first day on which too many offers on baskets act."""
    calendar = mapping(config, "calendar")
    start = date.fromisoformat(calendar["start"])
    for number in range(calendar["days"]):
        day = start + timedelta(days=number)
        phase = next((each.phase(day) for each in campaigns.values() if each.phase(day)), "")
        acting = own + [
            offer
            for each in campaigns.values()
            for offer in each.promotions.values()
            if each.phase(day) or ("always" in offer.phases and offer.shops != "participants")
        ]
        count = sum(
            offer.level in RULE_LEVEL
            and offer.has_benefit
            and offer.active(phase)
            and offer.on(day.isoweekday(), day.day)
            for offer in acting
        )
        if count > MOST_RULES:
            what = f"{count} offers on baskets on {day} are too many"
            yield f"{_most(config)}: {what}; write at most {MOST_RULES} for one day"
            return


def _most(config: Config) -> str:
    """The key below which most offers stand."""
    counts = Counter(key.rpartition(".")[0] for key, _ in _terms(config))
    return counts.most_common(1)[0][0]


def _terms(config: Config) -> Iterator[tuple[str, Config]]:
    """Dotted key and terms of every offer and activity of campaigns and shops, and of coupons that activities bring along."""
    for section in ("campaign", "shops"):
        for owner, keys in entries(config, section):
            for kind in ("promotions", "activities"):
                for name, terms in entries(keys, kind):
                    key = f"{section}.{owner}.{kind}.{name}"
                    yield key, terms
                    if isinstance(terms.get("coupon"), Mapping):
                        yield f"{key}.coupon", {"claim_rate": 0, **terms["coupon"]}


def _names_of_offers(config: Config) -> list[str]:
    """Names of all offers that another may exclude; those of a shop begin with its own."""
    names = []
    for _, campaign in entries(config, "campaign"):
        names += [name for name, terms in entries(campaign, "promotions") if terms.get("level") != "flash"]
        coupons = (
            name for name, each in entries(campaign, "activities") if isinstance(each.get("coupon"), Mapping)
        )
        names += [f"{name}_coupon" for name in coupons]
    for kind, shops in copies(config).items():
        offers = [
            name
            for name, terms in entries(config["shops"][kind], "promotions")
            if terms.get("level") != "flash"
        ]
        names += [f"{shop}.{name}" for shop in shops for name in offers]
    return names
