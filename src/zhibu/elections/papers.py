"""The papers of the members' meeting itself: rules, ballot papers, counting sheets."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from zhibu.core.majority import Threshold
from zhibu.elections import queries, rules, wording
from zhibu.elections.models import Office
from zhibu.elections.queries import Contest
from zhibu.paper.document import Blank, Block, Cut, Document, PageBreak, Paragraph, Table
from zhibu.party.models import Member
from zhibu.procedures.models import Case

Body = Callable[[Contest], Iterator[Block]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a paper asks: for how many seats of an office, among whom, in which round."""

    office: Office
    seats: int
    uids: tuple[str, ...]
    turn: int


def within(case: Case, title: str, body: Body) -> Document:
    """Return a paper for the meeting itself."""
    with translation.override("zh-hans"):
        return Document(title=_(title), body=tuple(body(queries.contest(case))))


def people(uids: Iterable[str]) -> list[Member]:
    return list(Member.objects.filter(pk__in=list(uids)).order_by("name_key", "uid"))


def method(case: Case) -> Document:
    """Return the rules of the election that the meeting adopts (选举办法)."""
    return within(case, "选举办法", _method)


def _method(contest: Contest) -> Iterator[Block]:
    counting = rules.in_force().counting
    for office in contest.offices:
        told = {"office": office.label, "n": contest.seats_of(office),
                "c": len(contest.candidates_of(office))}  # fmt: skip
        yield Paragraph(
            _("一、本次选举%(office)s%(n)d名，候选人%(c)d名，以无记名投票方式进行。") % told
        )
    told = {"share": _share_words(counting.quorum)}
    yield Paragraph(
        _("二、有选举权的到会人数达到应到会人数的%(share)s，会议有效。预备党员没有选举权。") % told
    )
    yield Paragraph(
        _("三、收回的选票等于或者少于发出的选票，选举有效；多于发出的选票，选举无效，重新投票。")
    )
    yield Paragraph(
        _("四、每张选票所选人数等于或者少于应选名额的为有效票，多于应选名额的为无效票。")
    )
    yield Paragraph(
        _(
            "五、赞成票超过应到会有选举权人数的一半，始得当选。超过半数的人多于名额时，得票多的当选；票数相等不能确定时，就票数相等的人再次投票；少于名额时，就不足的名额再次投票，或者经半数以上选举人同意减少名额。"
        )
    )
    yield Paragraph(
        _("六、设监票人、计票人，由大会通过；候选人不担任。计票由两人分别进行，核对一致后公布。")
    )
    yield Paragraph(_("七、本办法经党员大会通过后生效。"))


def _share_words(share: Threshold) -> str:
    """Write a share as documents do: 五分之四."""
    digits = "零一二三四五六七八九十"
    whole, part = share.denominator, share.numerator
    if max(whole, part) >= len(digits):
        return f"{part}/{whole}"
    return _("%(whole)s分之%(part)s") % {"whole": digits[whole], "part": digits[part]}


def ballot(case: Case) -> Document:
    """Return a ballot paper for print (选票), names in their order, with room to write one in.

    It carries no number and no mark by which a voter could be known.
    """
    return within(case, "选票", _ballot)


def _ballot(contest: Contest) -> Iterator[Block]:
    for index, asked in enumerate(_asked(contest)):
        if index:
            yield PageBreak()
        names = tuple((one.name, "", "", "") for one in people(asked.uids))
        written = tuple(("", "", "", "") for _each in range(asked.seats))
        yield _head(contest, asked)
        head = (_("候选人"), _("赞成"), _("不赞成"), _("弃权"))
        yield Table(head, (*names, *written), (40, 20, 20, 20))
        yield Paragraph(
            _(
                "说明：赞成的在“赞成”栏画“○”，不赞成的在“不赞成”栏画“○”，弃权的在“弃权”栏画“○”，都不画的视为弃权。另选他人的，在空格里写上姓名并在“赞成”栏画“○”。所选人数等于或者少于%(n)d名的有效，多于的无效。"
            )
            % {"n": asked.seats}
        )


def _head(contest: Contest, asked: Asked) -> Paragraph:
    """Return whose paper it is, what it asks, and which round, where it is not the first."""
    told = {
        "branch": contest.case.organization.name, "office": asked.office.label, "n": asked.seats,
        "again": _("（第%(n)d次投票）") % {"n": asked.turn} if asked.turn > 1 else "",
    }  # fmt: skip
    return Paragraph(_("%(branch)s党员大会选举%(office)s%(again)s，应选%(n)d名。") % told)


def _asked(contest: Contest) -> Iterator[Asked]:
    """Yield what is voted on now: the ballots without a result, or else the approved lists."""
    waiting = [one for one in contest.ballots if not one.verdict]
    for one in waiting:
        yield Asked(Office(one.office), one.seats, tuple(one.candidates), one.turn)
    for office in () if waiting else contest.offices:
        yield Asked(office, contest.seats_of(office), contest.candidates_of(office), 1)


def sheet(case: Case) -> Document:
    """Return a counting sheet for print, one for each counter (计票单)."""
    return within(case, "计票单", _sheet)


def _sheet(contest: Contest) -> Iterator[Block]:
    for index, asked in enumerate(_asked(contest)):
        if index:
            yield PageBreak()
        yield _head(contest, asked)
        sums = tuple((str(words), "") for words in wording.CELLS.values())
        yield Table((_("项目"), _("张数")), sums, (60, 40))
        rows = tuple((one.name, "", "") for one in people(asked.uids))
        written = tuple(("", "", "") for _each in range(asked.seats))
        yield Table((_("姓名"), _("画“正”字"), _("赞成票")), (*rows, *written), (30, 50, 20))
        yield Blank(_("计票人签字："))
        yield Blank(_("监票人签字："))
        yield Cut(_("两名计票人各填一张，分别录入，核对一致后公布"))
