"""A festival of a few days among a few hundred people."""

NAME = "double11"
FEW = (
    "population.size=300",
    "seeds=[0,1]",
    "calendar.start=2025-11-03",
    "calendar.days=11",
    *(
        f"shops.{kind}.copies=1"
        for kind in ("flagship", "discounter", "everyday", "niche", "livestream", "convenience")
    ),
)
SMALL = (
    *FEW,
    *(
        f"campaign.double11.phases.{phase}=2025-11-0{day}"
        for phase, day in (("prepare", 4), ("warm_up", 5), ("launch", 7))
    ),
    *(f"campaign.double11.phases.{phase}=2025-11-{day}" for phase, day in (("sustain", "09"), ("after", 11))),
    "campaign.double11.end=2025-11-13",
)
