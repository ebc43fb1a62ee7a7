"""The page: what to run, three buttons, and the market as far as it has come."""

from threading import Thread

import solara
import solara.lab

from sim.app.charts import style
from sim.app.player import ALL_DAYS, Player, Shown
from sim.app.session import questions
from sim.report.html import join

FIRST, FEW = "double11", "population.size=2000 seeds=[0,1,2]"
CHANGES = "Changes, key=value as on the command line; docs/parameters.md has all keys"
EVERY = {"every day": 1, "every 3 days": 3, "every week": 7, "at the end": ALL_DAYS}


@solara.component
def Page() -> None:
    """The dashboard, for `solara run`; every open page has markets of its own."""
    asked = solara.use_memo(questions, [])
    name, overrides = solara.use_reactive(FIRST), solara.use_reactive(FEW)
    every, shown = solara.use_reactive("every week"), solara.use_reactive(Shown())
    presses, press = solara.use_state((0, 0))  # how many so far, and the days that the last of them asks for
    player = solara.use_memo(Player, [])
    solara.use_effect(lambda: lambda: Thread(target=player.leave).start(), [])

    def play() -> None:
        for each in player.play(name.value, overrides.value, presses[1], EVERY[every.value], task.is_current):
            shown.set(each)

    task = solara.lab.use_task(play, dependencies=[presses])
    playing = task.pending and presses[1] > 0

    def button(label: str, icon: str, days: int, enabled: bool) -> None:
        solara.Button(
            label,
            icon_name=icon,
            on_click=lambda: press((presses[0] + 1, days)),
            disabled=not enabled,
            color="primary",
        )

    solara.Title("Bazaar")
    solara.Style(style())
    Theme()
    with solara.Column(classes=["bazaar"]):
        solara.HTML("h1", join(asked[name.value]))
        with solara.Card(elevation=0, margin=0, classes=["controls"]):
            solara.Select("Experiment", list(asked), name, disabled=playing)
            solara.InputTextArea("Changes", overrides, disabled=playing, rows=1, message=CHANGES)
            with solara.Row(classes=["buttons"]):
                button("Run", "mdi-play", ALL_DAYS, not playing)
                button("Step", "mdi-skip-next", 1, not playing)
                button("Pause", "mdi-pause", 0, playing)
                solara.Select("Pictures", list(EVERY), every)
            Progress(shown.value, playing)
        solara.HTML("div", shown.value.drawing)


@solara.component_vue("theme.vue")
def Theme() -> None:
    """Light or dark, as the reader's system has it; the server's own option for this leaves the page empty (1.64)."""


@solara.component
def Progress(shown: Shown, playing: bool) -> None:
    """How far it is, what is being done, and what is wrong."""
    if shown.note:
        solara.Info(shown.note)
    if shown.error:
        solara.Error(solara.HTML("pre", join(shown.error)))
    if shown.today:
        solara.Text(f"{shown.today:%a %d %b %Y}, day {shown.day} of {shown.days}")
    solara.ProgressLinear(100 * shown.day / shown.days if shown.days else playing)
