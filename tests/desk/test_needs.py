"""What needs handling: a few lines at once, all of a cause when asked for."""

from datetime import date
from types import SimpleNamespace

from django.template.loader import render_to_string

from zhibu.assessment.sights import SHOWN_AT_ONCE, Cause, Need

BASIS = "《中国共产党支部工作条例（试行）》第十六条"


def shown(opened=""):
    lines = tuple(
        Need(f"o_{n}", f"第{n}车间党支部", "C3", "7 月：主题党日", BASIS, date(2026, 7, 31), n)
        for n in range(1, 11)
    )
    cause = Cause("C3", "主题党日每月开展", "red", 10, lines)
    overview = SimpleNamespace(needs=(cause,), needs_total=10, year=2026)
    return render_to_string("desk/needs.html", {"overview": overview, "opened": opened})


def test_a_long_cause_shows_its_first_lines_and_how_many_follow():
    page = shown()

    assert page.count('class="todo"') == SHOWN_AT_ONCE
    assert f"另有 {10 - SHOWN_AT_ONCE} 条" in page


def test_a_cause_that_is_asked_for_shows_all_its_lines():
    page = shown("C3")

    assert page.count('class="todo"') == 10
    assert "另有" not in page
