"""A case is walked step by step; no step is skipped, none is dated back into order."""

import zlib
from datetime import date

import pytest

from tests.rooms.meetings.facts import facts_of
from tests.rooms.procedures.conftest import do, keeper, officer, opened, walked
from zhibu.journal import log, replay
from zhibu.journal.models import Payload
from zhibu.procedures import actions, queries
from zhibu.procedures.actions import CannotComplete, CannotOpen
from zhibu.procedures.models import Awaited, Case, CaseStep


def test_a_case_walks_to_its_end_and_is_over(here):
    case = walked(here, "archive")

    assert case.closed_as == "completed"
    assert case.closed_on == date(2026, 4, 10)
    assert [one.step for one in case.steps.order_by("entered_at")] == [
        "application", "talk", "meeting", "approval", "archive",
    ]  # fmt: skip
    assert not Awaited.objects.exists()


def test_a_case_gets_the_version_in_force_when_it_was_opened(here):
    assert opened(here).version == "2026-01"
    later = opened(here, "周晓", opened_on=date(2026, 6, 1), hand=keeper(here, date(2026, 6, 1)))
    assert later.version == "2026-05"


def test_what_is_owed_and_kept_is_stated_on_the_day_it_was_due(here):
    case = opened(here)
    do(here, case, "application", date(2026, 2, 9))
    do(here, case, "talk", date(2026, 3, 12), hand=keeper(here, date(2026, 3, 12)))

    stated = facts_of(here.refining.uid, "admission")
    assert stated["admission.talk.due"] == 1
    assert stated["admission.talk.done_late"] == 1
    assert stated["admission.examination.done"] == 1


def test_a_step_before_its_turn_is_refused_with_what_is_missing(here):
    case = opened(here)

    with pytest.raises(CannotComplete) as refused:
        do(here, case, "talk", date(2026, 2, 12))

    assert "递交申请书" in str(refused.value)
    assert refused.value.basis == "《试行细则》第二条"
    assert not CaseStep.objects.exists()


def test_the_last_day_before_the_fifth_working_day_is_too_early(here):
    case = walked(here, "talk")  # on Thursday 12 February; the Spring Festival lies between

    with pytest.raises(CannotComplete) as refused:
        do(here, case, "meeting", date(2026, 2, 13))

    assert refused.value.basis == "《试行细则》第三条"


def test_exactly_one_half_is_no_majority(here):
    case = walked(here, "talk")
    told = {"whole": 6, "present": 6, "votes": 3, "counters": (here.member("赵兰").uid,)}

    with pytest.raises(CannotComplete) as refused:
        do(here, case, "meeting", date(2026, 3, 20), values=told)
    do(here, case, "meeting", date(2026, 3, 20), values={**told, "votes": 4})

    assert refused.value.obstacles[0].rule == "majority"


def test_a_member_of_another_branch_counts_no_votes(here):
    case = walked(here, "talk")
    told = {"whole": 7, "present": 6, "votes": 5, "counters": (here.member("吴静").uid,)}

    with pytest.raises(CannotComplete) as refused:
        do(here, case, "meeting", date(2026, 3, 20), values=told)

    assert refused.value.field == "counters"


def test_a_meeting_nobody_held_is_not_taken(here):
    case = walked(here, "talk")
    told = {"whole": 7, "present": 6, "votes": 5, "counters": (here.member("赵兰").uid,)}

    with pytest.raises(CannotComplete) as refused:
        do(here, case, "meeting", date(2026, 3, 20), values={**told, "held": "r_" + "a" * 26})

    assert refused.value.field == "held"


def test_the_branch_does_not_approve_its_own_case(here):
    case = walked(here, "meeting")
    mine = keeper(here, date(2026, 4, 8))

    with pytest.raises(CannotComplete) as refused:
        do(here, case, "approval", date(2026, 4, 8), hand=mine)

    assert "上级党委" in str(refused.value)


def test_what_ends_a_case_closes_it_as_that(here):
    case = walked(here, "meeting")

    do(here, case, "approval", date(2026, 4, 8), outcome="refused")

    case.refresh_from_db()
    assert case.closed_as == "refused"
    with pytest.raises(CannotComplete):
        do(here, case, "archive", date(2026, 4, 10))


def test_an_exception_signed_by_the_superior_lets_a_rule_pass(here):
    case = walked(here, "talk")
    day = date(2026, 2, 13)

    actions.grant(
        case=case, step="meeting", exception="urgent", reason="本人将出国", on=day,
        hand=officer(here, day),
    )  # fmt: skip
    leaf = do(here, case, "meeting", day, hand=keeper(here, date(2026, 2, 14)))

    assert log.record_of(leaf).waived == ("five",)


def test_a_branch_signs_no_exception_for_itself(here):
    case = walked(here, "talk")
    day = date(2026, 2, 13)

    with pytest.raises(CannotComplete):
        actions.grant(
            case=case, step="meeting", exception="urgent", reason="急", on=day,
            hand=keeper(here, day),
        )  # fmt: skip


def test_a_case_moves_to_a_new_version_and_steps_keep_theirs(here):
    case = walked(here, "talk")

    actions.move_to(case=case, version="2026-05", hand=keeper(here, date(2026, 5, 20)))

    case.refresh_from_db()
    assert case.version == "2026-05"
    assert set(case.steps.values_list("version", flat=True)) == {"2026-01"}


def test_a_case_closed_by_hand_can_be_taken_up_again(here):
    case = walked(here, "talk")
    day = date(2026, 3, 2)
    actions.close(
        case=case, closed_as="withdrawn", reason="本人撤回申请", on=day, hand=keeper(here, day)
    )
    case.refresh_from_db()
    assert case.closed_as == "withdrawn"

    actions.reopen(case=case, reason="点错了", hand=keeper(here, date(2026, 3, 3)))

    case.refresh_from_db()
    assert not case.ended
    assert [one.step for one in Awaited.objects.all()] == ["meeting"]


def test_nobody_runs_twice_at_once(here):
    member = here.member("孙晓梅")
    opened(here, member.name, subject=member.uid)

    with pytest.raises(CannotOpen) as refused:
        opened(here, member.name, subject=member.uid)

    assert member.name in str(refused.value)


def test_names_and_texts_lie_sealed(here):
    walked(here, "talk")

    kept = "".join(
        zlib.decompress(bytes(row.parts)).decode("unicode_escape") for row in Payload.objects.all()
    )
    leaves = [log.leaf_of_record(one.rec) for one in CaseStep.objects.all()]

    assert "林晓晨" not in kept
    assert "态度端正" not in kept
    assert "application" in kept
    assert any(
        answer.value == "态度端正" for leaf in leaves for answer in log.record_of(leaf).personal
    )


def test_the_tables_can_be_told_again(here):
    case = walked(here, "meeting")
    actions.move_to(case=case, version="2026-05", hand=keeper(here, date(2026, 5, 20)))
    before = [list(model.objects.order_by("pk").values()) for model in (Case, CaseStep)]

    replay.replay("procedures")

    assert [list(model.objects.order_by("pk").values()) for model in (Case, CaseStep)] == before


def test_a_case_waits_for_its_next_step_until_its_day(here):
    walked(here, "meeting")

    row = Awaited.objects.get()

    assert (row.step, row.ability, row.by) == ("approval", "approve_cases", date(2026, 4, 20))
    assert list(queries.open_cases_under(here.committee)) == [row.case]
