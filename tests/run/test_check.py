from pathlib import Path

import pytest

from sim.run.check import check, leaves, pattern
from sim.run.compose import compose
from sim.run.errors import ConfigError
from sim.run.rules import RULES, Rule
from sim.run.targets import resolve
from sim.run.values import problem, wanted


def test_a_fit_config_becomes_plain_dicts_and_lists(conf: Path) -> None:
    config = check(compose("sale"))
    assert config["population"]["size"] == 10
    assert type(config["seeds"]) is list


@pytest.mark.parametrize(
    ("override", "told"),
    [
        (
            "population.size=0",
            "population.size: 0 is not right; write a whole number from 1 to 1e+09, in consumers",
        ),
        ("population.size=many", "population.size: 'many' is not right"),
        ("population.size=1.5", "population.size: 1.5 is not right"),
        ("population.size=true", "population.size: true is not right"),
        ("threads=0", "threads: 0 is not right; write a whole number of at least 1"),
        ("seeds=[]", "seeds: [] is not right"),
        ("seeds=[1,1]", "seeds: 1 occurs twice"),
        ("seed=-1", "seed: -1 is not right; write a whole number from 0 to 1e+18, or null"),
        ("calendar.start=2025-02-30", "calendar.start: '2025-02-30' is not right; write a date that exists"),
        ("calendar.days=0", "calendar.days: 0 is not right; write a whole number from 1 to"),
        (
            "shops.aurora.price=-1",
            "shops.aurora.price: -1 is not right; write a number above 0 and at most 1000",
        ),
        ("shops.aurora.price=nan", "shops.aurora.price: nan is not right"),
        ("shops.aurora.categories.food=0", "shops.aurora.categories: no product at all"),
        (
            "+shops.aurora.categories.foot=1",
            "shops.aurora.categories: 'foot' does not exist; did you mean 'food'?",
        ),
        ("shops.aurora.channels=[ap]", "shops.aurora.channels: 'ap' does not exist; did you mean 'app'?"),
        ("catalog.categories.food.price=-1", "catalog.categories.food.price: -1 is not right"),
        ("shops=null", "shops: null is not right; write a mapping"),
        (
            "campaign.sale.promotions.cut.percent=20",
            "campaign.sale.promotions.cut.percent: 20 is not right; write a number from 0 to 1",
        ),
        ("campaign.sale.end=2025-11-31", "campaign.sale.end: '2025-11-31' is not right"),
        ("campaign.sale.end=2025-11-02", "campaign.sale.end: 2025-11-02 is not right; write a day after"),
        ("calendar.start=2026-01-01", "campaign.sale.end: 2025-11-04 is outside the calendar"),
        ("+campaign.sale.phases.party=2025-11-02", "campaign.sale.phases.party: no such phase"),
        ("population.personas.young.share=0.5", "population.personas: the shares sum to 1.1"),
        (
            "+channels.app.hours=[20,3]",
            "channels.app.hours: [20, 3] is not right; write [from, to] with 0 <= from < to <= 24, or null",
        ),
        (
            "+campaign.sale.opening.weight=37",
            "campaign.sale.opening.weight: 37 is not right; write a number from 0",
        ),
        ("results.orders=1", "results.orders: 1 is not right; write true or false"),
        ("threads=???", "threads"),
        ("threads=${nowhere}", "threads: "),
    ],
)
def test_what_is_wrong_is_named_with_what_would_be_right(conf: Path, override: str, told: str) -> None:
    with pytest.raises(ConfigError) as error:
        check(compose("sale", override))
    assert told in str(error.value)


def test_all_problems_are_shown_at_once(conf: Path) -> None:
    with pytest.raises(ConfigError) as error:
        check(compose("sale", "population.size=0", "threads=0", "calendar.start=soon"))
    assert str(error.value).startswith("the config has 3 problems:")


def test_a_missing_key_is_asked_for(conf: Path) -> None:
    with pytest.raises(ConfigError, match=r"calendar\.days: is missing; write a whole number from 1"):
        check(compose("sale", "~calendar.days"))


def test_a_key_that_only_a_file_could_have_brought_in_is_refused(conf: Path) -> None:
    (conf / "experiment" / "typo.yaml").write_text("# @package _global_\nshops:\n  aurora: {prize: 2}\n")
    with pytest.raises(ConfigError, match=r"shops\.aurora\.prize: no such key; did you mean 'price'"):
        check(compose("typo"))


def test_a_file_may_bring_in_a_shop_of_its_own(conf: Path) -> None:
    file = "# @package _global_\nshops:\n  cedar: {price: 2, categories: {food: 1}, channels: [app], copies: 1}\n"
    (conf / "experiment" / "newcomer.yaml").write_text(file)
    (conf / "experiment" / "half.yaml").write_text(file.replace("price: 2, ", ""))
    with pytest.raises(ConfigError, match=r"shops\.cedar: lacks price; write what the others in shops have"):
        check(compose("half"))
    assert "cedar" in check(compose("newcomer"))["shops"]


def test_a_target_of_another_package_must_be_allowed(conf: Path) -> None:
    override = "+shops.aurora.pricing={_target_: collections.Counter}"
    with pytest.raises(
        ConfigError, match=r"shops\.aurora\.pricing\._target_: 'collections\.Counter'.*allow_targets"
    ):
        check(compose("plain", override))
    check(compose("plain", override, "allow_targets=[collections]"))


@pytest.mark.parametrize(
    "target", ["sim.run.manifest.subprocess.Popen", "sim.run.command.command", "sim.nowhere.X", "sim"]
)
def test_a_target_must_be_a_class_that_the_package_defines(conf: Path, target: str) -> None:
    with pytest.raises(ConfigError, match=r"pricing\._target_"):
        check(compose("plain", f"+shops.aurora.pricing={{_target_: {target}}}"))


def test_a_field_that_a_rule_does_not_have_is_named(conf: Path) -> None:
    node = "{_target_: sim.run.rules.Rule, key: a, kin: text}"
    with pytest.raises(ConfigError, match=r"pricing\.kin: Rule has no such field; did you mean 'kind'"):
        check(compose("plain", f"+shops.aurora.pricing={node}"))


def test_stars_stand_for_parts_of_a_key() -> None:
    one, many = pattern(Rule("shops.*.price", "number")), pattern(Rule("**.price", "number"))
    assert one("shops.a.price") and not one("shops.a.b.price") and not one("shops.price")
    assert many("price") and many("shops.a.b.price") and not many("shops.a.price_level")


def test_every_row_of_the_table_tells_what_it_wants() -> None:
    for rule in RULES:
        assert wanted(rule)
        assert "is not right; write" in (problem(rule.key, object(), rule) or "")


def test_an_empty_mapping_is_a_leaf() -> None:
    assert dict(leaves({"a": {"b": 1, "c": {}}})) == {"a.b": 1, "a.c": {}}


def test_why_a_module_of_ones_own_cannot_be_imported_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my_rules.py").write_text("import pandaz\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    found = resolve("my_rules.Mine", ["my_rules"])
    assert found == "its module my_rules cannot be imported: ModuleNotFoundError: No module named 'pandaz'"
    assert "write the full name of a class" in str(resolve("my_rulez.Mine", ["my_rulez"]))
