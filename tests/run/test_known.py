from sim.run.known import missing_keys, outline, unknown_keys

BASE = {
    "population": {"size": 1, "personas": {"young": {"share": 1, "channels": {"app": 1}}}},
    "channels": {"app": {"cost": 1}},
    "shops": {"aurora": {"price_level": 1, "pricing": {"_target_": "sim.A", "step": 1}, "open": {}}},
    "campaign": {},
}


def _told(**sections: object) -> list[str]:
    return list(unknown_keys({**BASE, **sections}, outline(BASE)))


def test_the_config_itself_has_no_unknown_key() -> None:
    assert _told() == []


def test_a_misspelled_key_is_told_with_the_nearest() -> None:
    assert _told(population={"sise": 2}) == ["population.sise: no such key; did you mean 'size'?"]
    assert _told(zebra=1) == ["zebra: no such key; known: campaign, channels, population, shops"]


def test_names_are_free_and_what_is_below_them_is_not() -> None:
    assert _told(shops={"bamboo": {"price_level": 2}}) == []
    assert _told(shops={"bamboo": {"level": 2}}) == [
        "shops.bamboo.level: no such key; did you mean 'price_level'?"
    ]


def test_a_new_name_may_be_used_where_names_are_keys() -> None:
    personas = {"old": {"share": 1, "channels": {"store": 1}}}
    assert _told(population={"size": 1, "personas": personas}, channels={"store": {"cost": 1}}) == []


def test_a_name_that_is_not_there_is_told_with_those_of_its_own_section() -> None:
    personas = {"old": {"share": 1, "channels": {"store": 1}}}
    assert _told(population={"size": 1, "personas": personas}) == [
        "population.personas.old.channels.store: no such key; known: app"
    ]


def test_habits_of_a_section_that_is_empty_are_about_nothing() -> None:
    assert _told(channels={}) == []


def test_what_a_class_or_an_empty_section_holds_is_left_to_them() -> None:
    assert _told(shops={"aurora": {"pricing": {"_target_": "sim.B", "depth": 1}, "open": {"x": 1}}}) == []
    assert _told(campaign={"sale": {"anything": 1}}) == []


def test_a_key_of_the_name_of_a_medium_is_no_name_elsewhere() -> None:
    base = {"media": {"search": {"cost": 1}}, "consumer": {"search": {"explore": 0}, "choice": {"nest": 1}}}
    typed = {**base, "consumer": {**base["consumer"], "choise": {"nest": 1}}}
    assert list(unknown_keys(typed, outline(base))) == [
        "consumer.choise: no such key; did you mean 'choice'?"
    ]


def test_a_name_that_no_section_has_is_told() -> None:
    personas = {"young": {"share": 1, "channels": {"ap": 1}}}
    assert _told(population={"size": 1, "personas": personas}) == [
        "population.personas.young.channels.ap: no such key; did you mean 'app'?"
    ]


def test_what_is_left_out_of_a_section_is_told() -> None:
    lacking = {**BASE, "population": {"personas": BASE["population"]["personas"]}}
    assert list(
        missing_keys(lacking, outline({**BASE, "population": {"people": 1, **BASE["population"]}}))
    ) == ["population: lacks people; write what conf/config.yaml has"]
