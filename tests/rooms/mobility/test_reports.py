"""The quarter's report: produced from records, confirmed once, frozen."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.people import at
from tests.rooms.mobility.conftest import facts_of, issued, secretary, stranger
from zhibu.core.refusal import Refusal
from zhibu.journal import log, replay, tree
from zhibu.mobility import actions, queries
from zhibu.mobility.headings import Heading
from zhibu.mobility.models import Floating, QuarterReport
from zhibu.mobility.rules import Quarter
from zhibu.party import actions as party

FIRST = Quarter(2026, 1)
SENT = "ledgers.quarter_report.sent"


def busy_quarter(here):
    """王立新 is transferred, 贾𠮷 dies, 曾小雨 floats, 陈可's post ends; all in March."""
    letter = issued(here)
    actions.receive(letter=letter, branch=here.cracking, hand=stranger(here))
    party.leave(
        member=here.member("贾𠮷"), left_on=date(2026, 3, 15), reason="died",
        hand=secretary(here, 3, 16),
    )  # fmt: skip
    actions.register_outflow(
        branch=here.refining, member=here.member("曾小雨"), since=date(2025, 8, 1),
        place="广东省佛山市", abroad=False, hand=secretary(here, 3, 17),
    )  # fmt: skip


def told(report):
    return {(line.heading, line.name) for line in report.lines}


def test_the_report_says_what_the_records_say(here):
    busy_quarter(here)

    report = queries.report_of(here.refining, FIRST, date(2026, 4, 2))

    assert (report.members, report.floating_out, report.floating_in) == (6, 1, 0)
    assert {
        (Heading.TRANSFERRED_OUT, "王立新"), (Heading.DIED, "贾𠮷"),
        (Heading.FLOWED_OUT, "曾小雨"), (Heading.RELIEVED, "王立新"),
    } <= told(report)  # fmt: skip
    there = queries.report_of(here.cracking, FIRST, date(2026, 4, 2))
    assert (Heading.TRANSFERRED_IN, "王立新") in told(there)


def test_a_confirmed_report_is_frozen_with_the_journals_head(here):
    busy_quarter(here)
    size = tree.size()

    leaf = actions.send_report(branch=here.refining, quarter=FIRST, hand=secretary(here, 4, 2))

    sent = queries.sent_report(here.refining, FIRST)
    assert (sent.size, sent.root) == (size, tree.root(size).hex())
    assert leaf.on == date(2026, 3, 31)
    party.leave(
        member=here.member("赵兰"), left_on=date(2026, 3, 31), reason="died",
        hand=secretary(here, 4, 3),
    )  # fmt: skip
    assert queries.sent_report(here.refining, FIRST) == sent
    assert (Heading.DIED, "赵兰") not in told(sent)


def test_it_counts_once_for_its_own_quarter(here):
    actions.send_report(branch=here.refining, quarter=FIRST, hand=secretary(here, 3, 31))

    assert facts_of(here.refining.uid)[SENT] == 1
    with pytest.raises(Refusal, match="已经报送"):
        actions.send_report(branch=here.refining, quarter=FIRST, hand=secretary(here, 4, 1))


def test_too_early_in_the_quarter_it_is_refused_with_the_day(here):
    with pytest.raises(Refusal, match="2026-03-31"):
        actions.send_report(branch=here.refining, quarter=FIRST, hand=secretary(here, 3, 20))
    actions.send_report(branch=here.refining, quarter=FIRST, hand=secretary(here, 3, 21))


def test_a_quarter_before_the_branch_was_there_is_refused(here):
    with pytest.raises(Refusal, match="还没有成立"):
        actions.send_report(
            branch=here.refining, quarter=Quarter(2003, 4), hand=secretary(here, 3, 21)
        )


def test_one_that_was_withdrawn_can_be_sent_again(here):
    leaf = actions.send_report(branch=here.refining, quarter=FIRST, hand=secretary(here, 3, 31))
    mine = secretary(here, 4, 1)
    with log.act(here.refining.uid):
        log.withdraw(leaf.lh, unit=here.refining.uid, reason="漏了一人", **mine.told)

    actions.send_report(branch=here.refining, quarter=FIRST, hand=mine)

    assert QuarterReport.objects.count() == 1


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_page_shows_the_last_quarter_until_it_is_confirmed_with_one_click(
    client, here, monkeypatch
):  # fmt: skip
    busy_quarter(here)
    monkeypatch.setattr(timezone, "now", lambda: at(2026, 4, 2, 11))
    client.force_login(here.accounts.secretary, "django.contrib.auth.backends.ModelBackend")
    address = reverse("mobility:quarter-report", args=[here.refining.uid])

    assert "2026 年第 1 季度" in words(client.get(address))
    client.post(f"{address}?quarter=2026-1")

    shown = words(client.get(f"{address}?quarter=2026-1"))
    assert "已报送" in shown
    assert "贾𠮷" in shown
    for asked in ("9999-1", "2026-5", "<b>", "2026-1-1"):
        assert client.get(address, {"quarter": asked}).status_code == 200


def test_the_assessor_reads_it_and_cannot_confirm_it(client, here, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: at(2026, 4, 2, 11))
    client.force_login(here.accounts.assessor, "django.contrib.auth.backends.ModelBackend")
    address = reverse("mobility:quarter-report", args=[here.refining.uid])

    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 403
    assert QuarterReport.objects.count() == 0


def test_replay_tells_the_same_rows(here):
    busy_quarter(here)
    floating = Floating.objects.get()
    actions.contact(
        floating=floating, on=date(2026, 3, 18), way="phone", words="都好。",
        hand=secretary(here, 3, 18),
    )  # fmt: skip
    actions.send_report(branch=here.refining, quarter=FIRST, hand=secretary(here, 3, 31))
    before = [sorted(m.objects.values(), key=str) for m in replay.projections_of("mobility")]

    replay.replay("mobility")

    after = [sorted(m.objects.values(), key=str) for m in replay.projections_of("mobility")]
    assert after == before
    assert sum(map(len, before)) == 4
