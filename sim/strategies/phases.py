"""The phases of a campaign, in their order."""

PHASES = ("prepare", "warm_up", "launch", "sustain", "after")
