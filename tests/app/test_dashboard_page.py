import pytest

from sim.app.session import questions
from sim.report.html import join

solara = pytest.importorskip("solara")


def test_the_page_asks_the_question_and_shows_what_is_wrong_with_a_change() -> None:
    import ipyvuetify

    from sim.app.page import FIRST, Page

    _, page = solara.render(Page(), handle_error=False)
    try:
        assert str(join(questions()[FIRST])) == str(page.find(solara.widgets.HTML)[0].widget.unsafe_innerHTML)
        run, step, pause = (each.widget for each in page.find(ipyvuetify.Btn))
        assert not run.disabled and not step.disabled and pause.disabled
        page.find(ipyvuetify.Textarea).widget.v_model = "population.size=-1"
        step.click()
        alert = page.find(ipyvuetify.Alert).wait_for(timeout=30)
        assert alert is not None
    finally:
        page.close()
