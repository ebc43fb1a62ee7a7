"""Estimators in a real market: a coupon is sent to good customers, and what a firm would believe is held against the twin."""

from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.results import Results
from sim.results.estimators import believed_against_truth, media_against_truth
from sim.run.arms import write_arms
from sim.run.benchmark import export_benchmark

SMALL = ("population.size=1500", "calendar.days=49")
TINY = ("population.size=200", "calendar.days=49")
CHOICE = "campaign.sent_coupon.promotions.mailing.by_spending"
WINDOW, FAKE = ("2025-10-27", "2025-11-03"), ("2025-10-20", "2025-10-27")
SEEDS = range(4)


@cache
def run(*overrides: str) -> Results:
    return sim.run("sent_coupon", *SMALL, *overrides, seeds=SEEDS)


@cache
def believed(choice: float, window: tuple[str, str] = WINDOW) -> pd.DataFrame:
    arms = run(f"{CHOICE}={choice}"), run("campaign=none")
    return believed_against_truth(*arms, "consumer", "mailing", window, what="units")


def test_chosen_by_spending_naive_is_far_above_matched_is_placebo_is_above_fixed_effects():
    real, fake = believed(0.5), believed(0.5, FAKE)
    naive, matched, fixed = real["believed"][["same_period", "matched", "fixed_effects"]]
    truth, noise = (
        real.loc["matched", "truth"],
        real.loc["matched", "bias_se"] + fake.loc["matched", "bias_se"],
    )
    assert 0 < truth < 0.1 * naive
    assert naive > 1.5 * matched > 3 * truth
    assert real.loc["matched", "bias"] == pytest.approx(fake.loc["matched", "bias"], abs=3 * noise)
    assert fixed < 0 < truth
    assert real.loc["last_click", "believed"] > 2 * naive


def test_chosen_by_spending_the_naive_intervals_never_hold_the_truth():
    assert (believed(0.5).loc[["last_click", "same_period", "matched", "propensity"], "coverage"] == 0).all()


def test_drawn_by_lot_every_comparison_with_the_others_is_right_and_says_how_sure_it_is():
    by_lot = believed(0.0).loc[["same_period", "differences", "fixed_effects", "matched", "propensity"]]
    assert (by_lot["bias"].abs() < 3 * by_lot["bias_se"].clip(lower=10)).all()
    assert by_lot["coverage"].mean() > 0.8
    assert (by_lot["rmse"] < 0.2 * believed(0.5).loc["same_period", "rmse"]).all()


def test_the_switch_of_confounding_changes_who_gets_the_coupon_and_not_how_many():
    chosen, lot = run(f"{CHOICE}=0.5"), run(f"{CHOICE}=0.0")
    people = [each.table("touches").groupby("seed")["consumer"].apply(set) for each in (chosen, lot)]
    assert all(len(one) == len(other) == 450 and one != other for one, other in zip(*people, strict=True))


def test_until_the_coupons_are_sent_both_arms_are_the_same():
    arms = run(f"{CHOICE}=0.5"), run("campaign=none")
    early = [each.orders[each.orders["date"] < "2025-10-06"].astype(str) for each in arms]
    assert len(early[0])
    pd.testing.assert_frame_equal(*(each.reset_index(drop=True) for each in early))


def test_media_by_medium_add_up_to_the_ledger():
    results = run("campaign=none")
    ledger = results.ledger[results.ledger["purpose"] == "media"]
    keys = ["seed", "date", "shop"]
    paid = ledger.groupby(keys, observed=True)["cents"].sum()
    by_medium = results.table("media").groupby(keys, observed=True)["cents"].sum()
    pd.testing.assert_series_equal(by_medium[by_medium > 0], paid[paid > 0], check_index_type=False)


def test_what_a_media_mix_regression_says_stands_beside_the_twin_without_media():
    loud, silent = (
        sim.run("sent_coupon", *TINY, "campaign=none", *change, seeds=range(2))
        for change in ([], ["shops.discounter.media=null"])
    )
    told = media_against_truth(loud, silent, "discounter_1", ("2025-10-06", "2025-11-03")).loc["media_mix"]
    assert told["truth"] > 0 and told["se"] > 0 and 0 <= told["coverage"] <= 1
    assert told["bias"] == pytest.approx(told["believed"] - told["truth"])


@pytest.mark.parametrize("confounded", [True, False])
def test_a_benchmark_holds_what_is_seen_and_what_is_true(confounded: bool, tmp_path: Path):
    folder = export_benchmark(tmp_path / "set", *TINY, confounded=confounded, seeds=[3, 4])
    seen = {path.stem: pd.read_parquet(path) for path in (folder / "visible").iterdir()}
    assert set(seen) == {"orders", "sales", "posts", "media", "touches", "customers"}
    hidden = {
        "price_sensitivity",
        "deal_proneness",
        "loyalty",
        "satisfaction",
        "trust",
        "income",
        "persona",
        "stage",
    }
    assert not hidden & set(seen["customers"].columns)
    effects = pd.read_parquet(folder / "truth" / "effects.parquet")
    assert effects["date"].min() >= pd.Timestamp("2025-10-06") and sorted(effects["seed"].unique()) == [3, 4]
    told = (folder / "README.md").read_text(encoding="utf-8")
    assert ("by lot" in told) != confounded and "visible/touches.parquet" in told
    with pytest.raises(FileExistsError, match="is not empty; name a new folder"):
        export_benchmark(folder)


def test_runs_without_any_coupon_are_gathered_with_runs_that_have_some(tmp_path: Path):
    for name, change in (("a", ["campaign=none"]), ("b", [])):
        (tmp_path / name).mkdir()
        write_arms({"": sim.compose("sent_coupon", *TINY, *change, "seeds=[0]")}, change, tmp_path / name)
    assert set(sim.gather(tmp_path).table("touches")["promotion"]) == {"mailing"}
