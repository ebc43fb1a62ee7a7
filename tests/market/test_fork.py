from itertools import pairwise

import pytest
from omegaconf import open_dict
from small_market import FESTIVAL, config, different, plain, run

import sim
from sim.results import rivalry
from sim.results.rivalry import STEPS
from sim.results.tables import COLUMNS
from sim.run.branches import shared_days, simulate_arms
from sim.run.check import check
from sim.run.errors import ConfigError
from sim.run.seed_by_seed import simulate_by_seed

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


def test_order_lines_on_the_way_to_disk_are_those_in_memory(forked: dict, tmp_path) -> None:
    written = simulate_arms({arm: arms()[arm] for arm in ("treated", "baseline")}, tmp_path)
    for arm in written:
        assert (tmp_path / arm / "orders.parquet").is_file()
        assert plain(written[arm].orders).equals(plain(forked[arm].orders))


def test_seeds_that_are_put_together_are_the_run_of_all_of_them_byte_by_byte(tmp_path) -> None:
    both = {name: arms()[name] for name in ("treated", "baseline")}
    for cfg in both.values():
        cfg.seeds = [1, 0]
    for folder, found in (
        ("at_once", simulate_arms(both, tmp_path / "at_once")),
        ("by_seed", simulate_by_seed(both, tmp_path / "by_seed", tmp_path / "shelf")),
    ):
        for arm, results in found.items():
            assert results.seeds == [0, 1]
            results.save(tmp_path / folder / arm)
    files = [
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.parquet")}
        for folder in (tmp_path / "at_once", tmp_path / "by_seed")
    ]
    assert files[0] == files[1]
    assert len(files[0]) > 20


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
