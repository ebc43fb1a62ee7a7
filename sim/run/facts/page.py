"""The page of facts."""

from collections.abc import Iterable, Mapping

from sim.run.facts.fact import STATUS, Fact
from sim.run.facts.judging import Finding
from sim.run.facts.setting import Setting


def page(found: Iterable[tuple[Fact, Finding]], settings: Mapping[str, Setting]) -> str:
    """The text of `docs/facts.md`: a row per fact, why some lie outside, and what was run."""
    found = list(found)
    inside = sum(finding.inside for _, finding in found)
    rows = [_row(fact, finding) for fact, finding in found]
    outside = [
        f"* **{fact.id}** ({finding.mean:.3g}, band {_band(fact)}). {fact.why or 'Not explained yet.'}"
        for fact, finding in found
        if not finding.inside or (fact.why and not finding.sure)
    ]
    used = {name for fact, _ in found for name, _ in fact.wants}
    return "\n".join(
        [
            HEAD.format(inside=inside, all=len(found)),
            *rows,
            "",
            "## Outside, or not for sure inside, and why",
            "",
            "A reason with a figure was tried; the others are read from the model.",
            "",
            *(outside or ["None."]),
            "",
            *SETTINGS,
            *(_setting(each) for name, each in settings.items() if name in used),
            "",
        ]
    )


def _row(fact: Fact, finding: Finding) -> str:
    measure = f"`{fact.measure}`" + (f" / `{fact.per['measure']}`" if fact.per else "")
    cells = (
        fact.id, fact.statement, fact.literature, f"{fact.source}; {STATUS[fact.status]}", _band(fact),
        f"{finding.mean:.3g}", f"{finding.low:.3g} … {finding.high:.3g}", _verdict(finding),
        f"{fact.how} ({measure}, *{fact.setting}*, {finding.seeds} seeds)",
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def _verdict(finding: Finding) -> str:
    return ("inside" if finding.inside else "**outside**") + ("" if finding.sure else ", not for sure")


def _band(fact: Fact) -> str:
    return f"{fact.band[0]:g} … {fact.band[1]:g}"


def _setting(each: Setting) -> str:
    arms = "<br>".join(f"*{arm}*: {_code(overrides)}" for arm, overrides in each.arms.items())
    cells = (
        each.name,
        each.about,
        _code(each.common),
        arms,
        f"{each.launch:%Y-%m-%d}",
        each.size,
    )
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _code(overrides: Iterable[str]) -> str:
    return " ".join(f"`{each}`" for each in overrides) or "–"


HEAD = """# Facts

Written by `python -m sim.run.facts` from `tests/facts`; do not edit by hand. {inside} of {all} lie inside their band.

Each fact of the literature is measured in paired simulations (*Settings* below), as far as it goes with the estimator of
the literature. The simulator's figure is the mean over seeds with its 95 % t interval; *inside* means that this mean lies
in the band, *not for sure* that the interval does not keep to that side of the band's ends. Bands are judgements, wider
than the spread of the literature, whose markets are others (mostly groceries). No parameter was tuned for this page,
but for what is said beside a fact. A
*brand* is what one shop offers in one category; weeks are counted from the launch of a setting.

| # | fact | literature | source and status | band | simulator | 95 % interval | verdict | how measured |
|---|---|--:|---|---|--:|---|---|---|"""

SETTINGS = (
    "## Settings",
    "",
    "`{product}` stands for one product and `{line}` for all products of the brands that are treated: one shop in each of the"
    " categories, all shops different, another choice for every four seeds.",
    "",
    "| setting | compares | common overrides | arms | launch | consumers |",
    "|---|---|---|---|---|--:|",
)
