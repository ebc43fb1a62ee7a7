import pandas as pd
import pytest
from made_up_festival import FEW, NAME, SMALL

import sim
from sim.app.charts import LIVE, drawings
from sim.app.session import Session, questions
from sim.results import Results
from sim.results.tables import COLUMNS
from sim.run.compose import experiments
from sim.run.errors import ConfigError

FIFTH_DAY = 5


@pytest.fixture(scope="module")
def arms() -> dict[str, Results]:
    """What runs to the end give, with and without the campaign."""
    return {"treated": sim.run(NAME, *SMALL), "baseline": sim.run(NAME, *FEW, "campaign=none")}


@pytest.fixture(scope="module")
def halfway_and_whole() -> tuple[dict[str, Results], dict[str, Results]]:
    """What a session shows after five days, and after all of them."""
    session = Session(NAME, *SMALL)
    for _ in range(FIFTH_DAY):
        session.step()
    halfway = session.results()
    assert not session.ended and session.day == FIFTH_DAY
    while not session.ended:
        session.step()
    whole = session.results()
    session.close()
    return halfway, whole


def _different(one: Results, other: Results) -> list[str]:
    held = [name for name in COLUMNS if name in one or name in other]
    return [
        name
        for name in held
        if not (name in one and name in other and one.table(name).equals(other.table(name)))
    ]


def test_a_session_stepped_to_its_end_leaves_the_tables_of_a_run_bit_by_bit(
    arms: dict[str, Results], halfway_and_whole: tuple[dict[str, Results], dict[str, Results]]
) -> None:
    _, whole = halfway_and_whole
    assert list(whole) == ["treated", "baseline"]
    assert {arm: _different(whole[arm], arms[arm]) for arm in arms} == {"treated": [], "baseline": []}
    assert _different(whole["treated"], whole["baseline"]) != []


def test_the_effects_at_the_end_are_those_of_compare(
    arms: dict[str, Results], halfway_and_whole: tuple[dict[str, Results], dict[str, Results]]
) -> None:
    _, whole = halfway_and_whole
    expected = sim.compare(arms["treated"], arms["baseline"])
    pd.testing.assert_frame_equal(
        sim.compare(whole["treated"], whole["baseline"]), expected, check_exact=True
    )


def test_halfway_a_session_has_the_first_days_and_keeps_order_lines_back(
    halfway_and_whole: tuple[dict[str, Results], dict[str, Results]],
) -> None:
    halfway, whole = (each["treated"] for each in halfway_and_whole)
    first_days = whole.sales["date"].isin(whole.sales["date"].drop_duplicates().nsmallest(FIFTH_DAY))
    kept = [
        "seed",
        "date",
        "shop",
        "product",
        "channel",
        "units",
        "paid_value",
    ]  # what comes back is booked to its day of sale
    early = whole.sales.loc[first_days, kept].reset_index(drop=True)
    pd.testing.assert_frame_equal(halfway.sales[kept], early)
    assert "orders" not in halfway and len(whole.orders)


def test_an_experiment_without_a_contrast_runs_alone() -> None:
    session = Session("baseline", "population.size=300", "calendar.days=2", "seed=3")
    session.step()
    assert list(session.results()) == [""] and session.results()[""].seeds == [3]
    session.close()


@pytest.mark.parametrize(
    "wrong", ["population.size=-1", "campaign=double12x", "seeds=[0,0]", "free=[flagship_1]"]
)
def test_what_cannot_run_is_refused_in_the_words_of_a_run(wrong: str) -> None:
    with pytest.raises(ConfigError) as told:
        sim.fork(NAME, wrong)
    with pytest.raises(ConfigError) as error:
        Session(NAME, wrong)
    assert str(error.value).splitlines()[-1] == str(told.value).splitlines()[-1]


def test_seeds_until_the_answer_is_precise_are_for_the_command_line() -> None:
    with pytest.raises(ConfigError, match=r"until: .* write null"):
        Session(NAME, "until={metric: revenue, half_width: 0.1, max_seeds: 9}")


def test_every_experiment_has_its_question() -> None:
    assert list(questions()) == experiments()
    assert all(question.endswith("?") for question in questions().values())


def test_the_pictures_of_a_day_are_few_and_the_report_at_the_end_begins_with_the_effects(
    halfway_and_whole: tuple[dict[str, Results], dict[str, Results]],
) -> None:
    halfway, whole = halfway_and_whole
    (live,) = drawings(halfway, ended=False)
    assert live.count("<figure") == len(LIVE) and "Profit of the shops" in live
    report = drawings(whole, ended=True)
    headline, effects = next(report), next(report)
    assert effects.startswith(headline) and "Revenue and profit of each shop, with and without" in effects
