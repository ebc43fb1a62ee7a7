from functools import wraps
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from omegaconf import open_dict
from small_market import FESTIVAL, config, different, plain, run

import sim
from sim.market.model import Market
from sim.results import rivalry
from sim.results.rivalry import STEPS
from sim.results.tables import COLUMNS
from sim.run.arms import SEEDS
from sim.run.branches import shared_days
from sim.run.check import check
from sim.run.errors import ConfigError
from sim.run.midway import Midway, Shelf
from sim.run.orders import Lines
from sim.run.seed_by_seed import simulate_arms, simulate_by_seed

ONLY = ("campaign.double11.shops=[flagship]",)
OWN_COUPON = (
    "+shops.niche.promotions.mine={level: coupon, phases: [always], spend: 50, amount: 5, claim_rate: 0.5, shops: [niche],"
    " per_person: 3}",
)
SEED = ("seeds=[1]",)


def arms(*common: str) -> dict:
    return {
        "treated": config(*FESTIVAL, *common, *SEED),
        "baseline": config(*common, *SEED),
        "rivals_off": config(*FESTIVAL, *ONLY, *common, *SEED),
        "rivals_frozen": config(*FESTIVAL, *ONLY, *common, *SEED, "free=[flagship]"),
    }


@pytest.fixture(scope="module")
def forked() -> dict:
    return simulate_arms(arms())


def tables(results: sim.Results) -> dict:
    return {name: plain(results.table(name)) for name in COLUMNS if name in results}


@pytest.mark.parametrize("arm", ["treated", "baseline", "rivals_off"])
def test_an_arm_of_a_fork_is_bit_by_bit_the_run_alone(forked: dict, arm: str) -> None:
    alone = run(*{"treated": FESTIVAL, "baseline": (), "rivals_off": (*FESTIVAL, *ONLY)}[arm])
    assert different(tables(forked[arm]), tables(sim.Results(alone))) == []


def test_coupons_that_a_shop_gave_out_before_the_fork_stay_those_of_the_run_alone() -> None:
    both = {name: cfg for name, cfg in arms(*OWN_COUPON).items() if name in ("treated", "baseline")}
    found = simulate_arms(both)
    for arm, overrides in (("treated", (*FESTIVAL, *OWN_COUPON)), ("baseline", OWN_COUPON)):
        assert different(tables(found[arm]), tables(sim.Results(run(*overrides)))) == []


def test_frozen_rivals_post_the_prices_and_plan_the_media_of_the_baseline(forked: dict) -> None:
    frozen, base = forked["rivals_frozen"], forked["baseline"]
    others = [results.posts[results.posts["shop"] != "flagship"] for results in (frozen, base)]
    for price in ("list_price", "deal_price"):
        assert (others[0][price].to_numpy() == others[1][price].to_numpy()).all()
    media = [
        sim.results.METRICS["media"](results, "shop").drop("flagship", level="shop")
        for results in (frozen, base)
    ]
    assert media[0].equals(media[1])


def test_rivals_that_go_by_their_rules_answer(forked: dict) -> None:
    free, frozen = (forked[arm].posts for arm in ("rivals_off", "rivals_frozen"))
    rivals = free["shop"] != "flagship"
    assert (free["list_price"] != frozen["list_price"])[rivals].any()


@pytest.mark.parametrize("what", ["profit", "units"])
def test_direct_effect_answer_and_rivals_campaigns_sum_to_the_total(forked: dict, what: str) -> None:
    steps = rivalry(forked, what)["incremental"].unstack("effect")
    assert (steps["direct"] + steps["answer"] + steps["their_campaigns"] - steps["total"]).abs().max() < 1e-6
    assert steps.loc["flagship", "direct"] != steps.loc["flagship", "total"]


class Killed(BaseException):
    """The process ends here."""


def by_seed(configs: dict, folder: Path, minutes: float) -> dict[str, bytes]:
    """The bytes of every table of a run into a folder."""
    found = simulate_by_seed(configs, folder / "out", Shelf(folder / "shelf", minutes))
    for arm, results in found.items():
        assert results.seeds == [0, 1]
        results.save(folder / "out" / arm)
    return {
        path.relative_to(folder / "out").as_posix(): path.read_bytes()
        for path in (folder / "out").rglob("*.parquet")
    }


@pytest.fixture
def two_seeds() -> dict:
    """The first ten days of three arms."""
    found = {arm: check(cfg) for arm, cfg in arms().items() if arm != "rivals_off"}
    ten = {"seeds": [1, 0], "calendar": found["baseline"]["calendar"] | {"days": 10}}
    return {arm: config | ten for arm, config in found.items()}


def test_a_run_into_a_folder_is_the_run_in_memory(two_seeds: dict, tmp_path: Path) -> None:
    held = simulate_arms(two_seeds)
    for arm, results in held.items():
        results.save(tmp_path / "held" / arm)
    written = by_seed(two_seeds, tmp_path, 0)
    assert len(written) > 30
    for name, content in written.items():
        if "orders" not in name:
            assert content == (tmp_path / "held" / name).read_bytes()
        else:
            assert plain(pd.read_parquet(tmp_path / "out" / name)).equals(
                plain(held[name.split("/")[0]].orders)
            )


def test_a_run_that_dies_again_and_again_leaves_the_files_of_one_that_never_did(
    two_seeds: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.run.one_seed.MOST_LINES", 100)
    unbroken = by_seed(two_seeds, tmp_path / "unbroken", 0)
    step, lived = Market.step, []

    @wraps(step)  # mesa lets a market remember its step by name
    def dies(market: Market) -> None:
        if len(lived) % 8 == 7:  # on the way to the fork, at it, in each of the arms
            lived.append("died")
            raise Killed
        step(market)
        lived.append("day")

    monkeypatch.setattr(Market, "step", dies)
    while True:
        try:
            again = by_seed(two_seeds, tmp_path / "again", 1e-9)
            break
        except Killed:
            pass
    assert lived.count("died") >= 6
    assert lived.count("day") == 2 * (3 + 3 * 7)  # none of them twice
    assert again == unbroken


@pytest.mark.parametrize("how", ["cut short", "of other sources", "without its order lines"])
def test_a_checkpoint_that_cannot_be_used_is_left_out_and_told(
    two_seeds: dict,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    how: str,
) -> None:
    place = Shelf(tmp_path, 1).place(1)
    lines = Lines(place.folder)
    lines.write(simulate_arms({"": two_seeds["baseline"] | {"seeds": [1]}})[""].orders)
    place.keep(Midway(lived=3, behind=3, lines=lines))
    found = place.begun()
    assert found is not None and found.behind == 3
    if how == "cut short":
        content = (place.folder / "midway").read_bytes()
        (place.folder / "midway").write_bytes(content[: len(content) // 2])
    elif how == "of other sources":
        monkeypatch.setattr("sim.run.checkpoint.code_digest", lambda: "another")
    else:
        (place.folder / lines.files[0]).unlink()
    assert place.begun() is None
    assert "seed 1: what was kept of it (midway) is left out" in caplog.text


def test_what_a_run_of_another_config_left_in_a_folder_goes_and_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / SEEDS / "of_another" / "0").mkdir(parents=True)
    results = sim.run(config("calendar.days=2"), seeds=[1], out=tmp_path)
    assert not (tmp_path / SEEDS).exists() and len(results.manifest["seconds"]) == 1
    assert "of_another: what is kept there is of another config or of other sources, and goes" in caplog.text


def test_arms_share_the_days_before_the_first_campaign_that_not_all_of_them_have() -> None:
    both = [check(cfg) for cfg in arms().values()]
    assert shared_days(both) == 3  # the preparation begins on 4 November
    assert shared_days([both[0], both[0]]) == 24


def test_arms_that_differ_in_more_than_campaigns_or_from_the_first_day_share_nothing() -> None:
    base = check(config())
    assert shared_days([check(config("population.size=400")), base]) == 0
    festival = config(*FESTIVAL)
    with open_dict(festival):
        festival.campaign.double11.promotions.official_cut.phases = ["always"]
    assert shared_days([check(festival), base]) == 0
    with_check_in = config(*FESTIVAL, "+activity@campaign.double11.activities.check_in=check_in")
    assert shared_days([check(with_check_in), base]) == 0


def test_an_arm_whose_rivals_stand_still_needs_a_baseline_and_shops_that_exist() -> None:
    with pytest.raises(ConfigError, match=r"free: \['flagship'\] is not right here"):
        sim.run(config("free=[flagship]"))
    with pytest.raises(ConfigError, match="free: 'flagshop' does not exist; did you mean 'flagship'"):
        check(config("free=[flagshop]"))
    with pytest.raises(ConfigError, match=r"contrast: .* write a mapping with `baseline`"):
        sim.fork("baseline", arms={"other": ["campaign=none"]})
    frozen = {"rivals_frozen": config(*FESTIVAL, "free=[flagship]")}
    for odd in ("rivals_frozen", "treated"):
        other = {odd: config(*FESTIVAL, "population.size=400", *(["free=[flagship]"] * (odd != "treated")))}
        with pytest.raises(ConfigError, match=rf"arm '{odd}' differs from `baseline` in population"):
            simulate_arms({**arms(), **frozen, **other})


def test_the_steps_lead_from_the_baseline_to_the_treated_arm_without_a_gap() -> None:
    steps = list(STEPS.values())
    *parts, whole = steps
    assert whole == (parts[-1][0], parts[0][1])
    assert all(before[0] == after[1] for before, after in pairwise(parts))
