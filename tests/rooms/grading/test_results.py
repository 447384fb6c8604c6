"""Results of a year: quota and ties worked by hand, deviations with reasons, what is published."""

from datetime import date

import pytest
from django.apps import apps

from tests.people import at, hand
from tests.rooms.grading import scenes
from zhibu.core.scores import Result
from zhibu.grading import actions, disclosure, standings
from zhibu.grading.actions import CannotDecideResults, Deviation, ResultsTold
from zhibu.grading.models import BranchResult, ClassWish, Results
from zhibu.journal import log, replay
from zhibu.party import actions as party
from zhibu.party.models import Organization

MET = date(2027, 1, 15)


@pytest.fixture
def four(here):
    """Let four more work in the system, of three classes."""
    told = (("动力车间党支部", "auxiliary"), ("仪表车间党支部", "auxiliary"),
            ("食堂党支部", "support"), ("机关一党支部", "office"))  # fmt: skip
    return [scenes.branch(here, name, key) for name, key in told]


def lowly(places) -> None:
    for place in places:
        scenes.score(place, 1_000)
    for name in ("炼油一车间党支部", "乙烯裂解党支部"):
        scenes.score(Organization.objects.get(name=name), 1_000)


def results(here) -> dict[str, tuple[str, str, str]]:
    found = standings.proposals_of(here.committee, 2026)
    return {p.branch.name: (p.computed, p.verdict.why.value, p.verdict.tie) for p in found}


def decide(here, reason="", **told):
    mine = hand(here.accounts.officer, at=at(2027, 1, 15))
    usual = {"met_on": MET, **told}
    return actions.decide_results(
        organization=here.committee, year=2026, told=ResultsTold(**usual), hand=mine, reason=reason
    )


def test_the_quota_takes_who_reaches_furthest_above_the_own_line(here, four):
    """Six branches, 40 % of all: two may be advanced.

    Above the own line by: refining 93 − 90 = 3, power 90 − 85 = 5, canteen 84 − 80 = 4,
    office 74 < 75: not there. So power and canteen.
    """
    power, meters, canteen, office = four
    for place, final in ((here.refining, 9_300), (here.cracking, 7_900), (power, 9_000),
                         (meters, 8_000), (canteen, 8_400), (office, 7_400)):  # fmt: skip
        scenes.score(place, final)

    found = results(here)
    assert found["动力车间党支部"] == ("advanced", "advanced", "")
    assert found["食堂党支部"] == ("advanced", "advanced", "")
    assert found["炼油一车间党支部"] == ("qualified", "outside_quota", "")
    assert found["仪表车间党支部"] == ("qualified", "qualified", "")
    assert found["机关一党支部"] == ("qualified", "qualified", "")
    assert found["乙烯裂解党支部"] == ("below_standard", "below", "")


def test_a_tie_at_the_edge_favours_the_class_with_the_lower_line(here, four):
    """Two places. Power is 6 above; refining (line 90) and canteen (line 80) both 3 above."""
    power, _, canteen, _ = four
    lowly(four)
    for place, final in ((power, 9_100), (here.refining, 9_300), (canteen, 8_300)):
        scenes.score(place, final)

    found = results(here)
    assert found["食堂党支部"] == ("advanced", "advanced", "lower_threshold")
    assert found["炼油一车间党支部"] == ("qualified", "outside_quota", "lower_threshold")


def test_a_tie_within_a_class_favours_the_smaller_unit(here, four):
    """Two places. Canteen is 6 above; refining and cracking, of one class, both 3 above.

    Both had eight members; one of cracking's left, so cracking is the smaller.
    """
    party.leave(
        member=here.member("查思敏"), left_on=date(2026, 11, 1), reason="transferred",
        hand=hand(at=scenes.IN_DECEMBER),
    )  # fmt: skip
    _, _, canteen, _ = four
    lowly(four)
    for place, final in ((canteen, 8_600), (here.refining, 9_300), (here.cracking, 9_300)):
        scenes.score(place, final)

    found = results(here)
    sizes = standings.sizes_of(here.committee, date(2026, 12, 31))
    assert sizes[here.cracking.uid] < sizes[here.refining.uid]
    assert found["乙烯裂解党支部"] == ("advanced", "advanced", "smaller_unit")
    assert found["炼油一车间党支部"] == ("qualified", "outside_quota", "smaller_unit")


def test_a_veto_makes_below_standard_whatever_the_points(here):
    scenes.score(here.refining, 9_900, vetoed=True)
    assert results(here)["炼油一车间党支部"] == ("below_standard", "vetoed", "")


def test_the_meeting_decides_and_what_was_computed_stays_beside_it(here):
    scenes.score(here.refining, 9_300)
    scenes.score(here.cracking, 7_000)
    told = Deviation("qualified", "整改到位，经党委会研究。")
    decide(here, deviations={here.cracking.uid: told},
           consequences={here.refining.uid: ["named"]})  # fmt: skip

    line = BranchResult.objects.get(branch=here.cracking)
    assert (line.computed, line.decided) == ("below_standard", "qualified")
    assert line.reasons == "整改到位，经党委会研究。"
    assert BranchResult.objects.get(branch=here.refining).consequences == ["named"]
    assert Results.objects.get().provisional, "the year was not closed"


def test_a_deviation_has_reasons_and_is_one(here):
    scenes.score(here.refining, 9_300)
    for other, words in (
        (Deviation("qualified", " "), "写几句话"),
        (Deviation("advanced", "照旧。"), "与计算结果相同"),
        (Deviation("best", "最好。"), "选一种结果"),
    ):
        with pytest.raises(CannotDecideResults, match=words):
            decide(here, deviations={here.refining.uid: other})
    with pytest.raises(CannotDecideResults, match="不在这个党组织之下"):
        decide(here, deviations={"o_" + "z" * 26: Deviation("qualified", "路过。")})


def test_a_consequence_follows_only_from_its_result(here):
    scenes.score(here.refining, 9_300)
    with pytest.raises(CannotDecideResults, match="不带来"):
        decide(here, consequences={here.refining.uid: ["leaders"]})


def test_results_come_after_the_year_and_after_the_meeting(here):
    scenes.score(here.refining, 9_300)
    with pytest.raises(CannotDecideResults, match="还没有到"):
        decide(here, met_on=date(2027, 1, 16))
    with pytest.raises(CannotDecideResults, match="年度结束以后"):
        decide(here, met_on=date(2026, 12, 30))
    with pytest.raises(CannotDecideResults, match="还没有结束"):
        actions.decide_results(
            organization=here.committee, year=2026, told=ResultsTold(MET),
            hand=hand(here.accounts.officer, at=at(2026, 12, 31)),
        )  # fmt: skip


def test_results_are_corrected_with_a_reason_and_both_versions_stay(here):
    scenes.score(here.refining, 9_300)
    rec = decide(here).rec
    scenes.score(here.refining, 8_300)
    with pytest.raises(log.NoReason):
        decide(here)
    decide(here, reason="封存后分数有变")

    assert BranchResult.objects.get(branch=here.refining).decided == "qualified"
    assert len(log.versions_of(rec)) == 2


def test_the_room_can_be_told_again_row_for_row(here, first, second, other_officer):
    asked = scenes.claim(here)
    scenes.judge(asked, first, 300)
    scenes.judge(asked, second, 300)
    scenes.decide(asked, here.accounts.officer)
    actions.adopt_case(asked, branch=here.cracking, words="照做。",
                       hand=hand(here.accounts.stranger, role="secretary", at=scenes.IN_DECEMBER))  # fmt: skip
    case = scenes.find(here, here.accounts.officer)
    actions.appeal_veto(case, words="不属实。", hand=scenes.keeper(here))
    actions.grant_veto(case, words="确实不属实。", who=scenes.by(other_officer),
                       hand=hand(other_officer, at=scenes.IN_DECEMBER))  # fmt: skip
    leaf = actions.ask_for_class(branch=here.refining, wanted="office", words="转机关。",
                                 hand=scenes.keeper(here))  # fmt: skip
    actions.decide_class(
        here.refining, wanted="office", reasons="同意。", from_on=date(2026, 12, 1),
        wish=ClassWish.objects.get(rec=leaf.rec), hand=hand(at=scenes.IN_DECEMBER),
    )  # fmt: skip
    decide(here)
    before = rows()
    replay.replay("grading")
    assert rows() == before


def rows() -> dict[str, list[dict[str, object]]]:
    models = apps.get_app_config("grading").get_models()
    return {m.__name__: sorted(map(repr, m.objects.values())) for m in models}


def test_small_classes_are_hidden_and_one_more_so_that_none_can_be_reckoned():
    assert disclosure.hidden_of({"a": 9, "b": 8, "c": 7}) == frozenset()
    assert disclosure.hidden_of({"a": 9, "b": 8, "c": 4}) == {"b", "c"}
    assert disclosure.hidden_of({"a": 9, "b": 2, "c": 1}) == {"a", "b", "c"}
    assert disclosure.hidden_of({"a": 9, "b": 3, "c": 4}) == {"b", "c"}
    assert disclosure.hidden_of({"a": 3}) == {"a"}


def test_who_is_below_is_counted_only_among_enough_others():
    few = disclosure.bands_of({Result.ADVANCED: 4, Result.BELOW_STANDARD: 1})
    assert (few.qualified, few.below, few.rest) == (None, None, 1)
    none = disclosure.bands_of({Result.ADVANCED: 4, Result.QUALIFIED: 1})
    assert none == few, "being merged tells nothing"
    many = disclosure.bands_of({Result.QUALIFIED: 5, Result.BELOW_STANDARD: 1})
    assert (many.qualified, many.below) == (5, 1)
