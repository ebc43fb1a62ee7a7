from collections.abc import Callable, Iterator
from itertools import count

import pytest

from sim.app import player as module
from sim.app.player import ALL_DAYS, Player, Shown
from sim.report.html import Markup

NAME, DAYS = "baseline", 11
TEXT = f"population.size=300 seed=0 'calendar.days={DAYS}'"


@pytest.fixture
def player(monkeypatch: pytest.MonkeyPatch) -> Iterator[Player]:
    """A player whose drawings are numbered."""
    number = count(1)
    monkeypatch.setattr(module, "drawings", lambda arms, ended: [Markup(f"drawing {next(number)}")])
    player = Player()
    yield player
    player.leave()


def _days(shown: list[Shown]) -> list[int]:
    return list(dict.fromkeys(each.day for each in shown if each.days))


def _as_long_as(times: int) -> Callable[[], bool]:
    left = iter(range(times))
    return lambda: next(left, None) is not None


def test_it_steps_pauses_goes_on_and_draws_every_few_days(player: Player) -> None:
    step = list(player.play(NAME, TEXT, 1, 3, lambda: True))
    assert "compiled" in step[0].note and _days(step) == [1] and step[-1].drawing == "drawing 1"
    some = list(player.play(NAME, TEXT, ALL_DAYS, 3, _as_long_as(4)))
    assert _days(some) == [2, 3, 4, 5]
    assert some[-1].drawn_on == 5  # a pause shows where it stands
    rest = list(player.play(NAME, TEXT, ALL_DAYS, 3, lambda: True))
    assert _days(rest) == list(range(6, DAYS + 1)) and rest[-1].days == DAYS
    assert sorted({each.drawn_on for each in rest}) == [5, 6, 9, 11]
    assert _days(list(player.play(NAME, TEXT, 1, 3, lambda: True))) == [1]  # all days were over: anew


def test_something_else_begins_anew_and_what_cannot_run_is_told(player: Player) -> None:
    list(player.play(NAME, TEXT, 2, 3, lambda: True))
    assert _days(list(player.play(NAME, f"{TEXT} seed=5", 1, 3, lambda: True))) == [1]
    wrong = list(player.play(NAME, f"{TEXT} population.size=-1", 1, 3, lambda: True))
    assert "population.size: -1 is not right" in wrong[-1].error
    open_quote = list(player.play(NAME, "seeds='[0", 1, 3, lambda: True))
    assert "No closing quotation" in open_quote[-1].error


def test_nothing_is_played_before_it_is_asked_for(player: Player) -> None:
    assert list(player.play(NAME, TEXT, 0, 3, lambda: True)) == []
