"""How values are written on a page."""

from datetime import UTC, date, datetime

import pytest
from django.template import engines
from django.utils import translation

from zhibu.core.lag import Lag
from zhibu.core.periods import Month
from zhibu.look.templatetags import look


@pytest.mark.parametrize(
    ("kept", "written"),
    [("3.75", "3.75"), ("9.50", "9.5"), ("10.00", "10"), (0, "0"), (None, "–"), ("", "–")],
)
def test_points_are_written_without_needless_zeros(kept, written):
    assert look.points(kept) == written


@pytest.mark.parametrize(
    ("fen", "written"), [(1250, "12.50"), (5, "0.05"), (-70, "-0.70"), (123456789, "1,234,567.89")]
)
def test_money_is_kept_in_fen_and_written_in_yuan(fen, written):
    assert look.yuan(fen) == written


def test_a_day_reads_as_in_a_chinese_letter():
    assert look.day(date(2026, 11, 22)) == "11 月 22 日"
    assert look.full_day(date(2026, 1, 2)) == "2026 年 1 月 2 日"
    assert look.day(None) == "–"


def test_an_instant_is_told_in_local_time():
    assert look.moment(datetime(2026, 11, 22, 1, 41, tzinfo=UTC)) == "11 月 22 日 09:41"


@pytest.mark.parametrize("month", [4, 202604, Month(2026, 4)])
def test_a_month_has_one_name_however_it_is_kept(month):
    assert look.month_name(month) == "4 月"


def test_nobody_scored_is_a_dash_and_not_zero():
    assert look.percent("") == "–"
    assert look.percent("87.3") == "87.3%"


def test_every_lag_has_words_and_a_tone_and_late_is_never_red():
    for lag in Lag:
        assert look.lag_words(lag)
        assert look.lag_tone(lag) in {"green", "gold", "grey"}


def test_an_icon_is_an_ornament_unless_it_has_a_label():
    assert 'aria-hidden="true"' in look.icon("check")
    assert 'role="img" aria-label="仅本支部可见"' in look.icon("lock", "仅本支部可见")


def test_a_label_cannot_smuggle_markup_into_an_icon():
    assert "<script>" not in look.icon("lock", '"><script>')


def test_a_fingerprint_shows_both_its_ends():
    assert look.short(bytes(range(32))) == "00010203…1e1f"
    assert look.short("abcd-ef01") == "abcd-ef01"


def test_a_card_shows_its_title_and_escapes_what_stands_in_it():
    shown = render('<c-card title="{{ title }}">{{ body }}</c-card>', title="表", body="<b>")

    assert "<h2>表</h2>" in shown
    assert "&lt;b&gt;" in shown


def test_a_page_is_chinese_until_english_is_asked_for():
    with translation.override("zh-hans"):
        assert '<html lang="zh-Hans">' in render('{% include "look/bare.html" %}')
    with translation.override("en"):
        assert '<html lang="en">' in render('{% include "look/bare.html" %}')


def render(text: str, **context: object) -> str:
    from django_cotton.compiler_regex import CottonCompiler

    return engines["django"].from_string(CottonCompiler().process(text)).render(context)
