"""The papers of an election, made from what is recorded: requests, replies, ballots, reports."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhibu.core import electing
from zhibu.elections import handover, queries, rules, wording
from zhibu.elections.models import Office, PaperBallot
from zhibu.elections.posts import duties_are_known, posts_of
from zhibu.elections.queries import Contest
from zhibu.elections.records import Result
from zhibu.paper.document import (
    Blank,
    Block,
    Cut,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Signature,
    Table,
)
from zhibu.paper.typefaces import day_words
from zhibu.party.models import Member
from zhibu.party.sets import Post
from zhibu.procedures.models import Case

LINES = 8
Body = Callable[[Contest], Iterator[Block]]


def _superior(case: Case) -> str:
    above = case.organization.superior
    return above.name if above else _("上级党组织")


def _day(contest: Contest, step: str) -> date | None:
    return contest.day_of(step)


def _from_branch(case: Case, title: str, step: str, *, body: Body) -> Document:
    """Return a paper that the branch writes upwards. Always in Chinese, whoever reads the pages."""
    with translation.override("zh-hans"):
        contest = queries.contest(case)
        on = _day(contest, step)
        return Document(
            title=_(title), addressee=_superior(case),
            body=(*body(contest), Signature(case.organization.name, on)),
        )  # fmt: skip


def _from_superior(case: Case, title: str, step: str, *, body: Body) -> Document:
    """Return a paper that the superior writes back."""
    with translation.override("zh-hans"):
        contest = queries.contest(case)
        number = str(contest.told(step).get("number", ""))
        return Document(
            title=_(title), head=_superior(case), number=number,
            addressee=case.organization.name,
            body=(*body(contest), Signature(_superior(case), _day(contest, step))),
        )  # fmt: skip


def _within(case: Case, title: str, body: Body) -> Document:
    """Return a paper for the meeting itself."""
    with translation.override("zh-hans"):
        return Document(title=_(title), body=tuple(body(queries.contest(case))))


def request_election(case: Case) -> Document:
    """Return the request to hold an election (请示)."""
    title = (
        gettext_noop("关于补选的请示")
        if case.variant == queries.BY_ELECTION
        else gettext_noop("关于换届选举的请示")
    )
    return _from_branch(case, title, "request", body=_asks_for_election)


def _asks_for_election(contest: Contest) -> Iterator[Block]:
    context = contest.case.context
    planned = contest.told("decision").get("planned_on")
    day = day_words(planned) if isinstance(planned, date) else _("____年__月__日")
    if contest.case.variant == queries.BY_ELECTION:
        vacant = day_words(date.fromisoformat(context["vacant_on"]))
        words = _("我支部自%(day)s起有职务空缺，拟补选%(n)s名%(office)s。")
        told = {"day": vacant, "n": context["seats"], "office": _office_words(contest)}
        yield Paragraph(words % told)
    else:
        ends = day_words(date.fromisoformat(context["term_ends"]))
        words = _("我支部本届任期于%(day)s届满。根据党内有关规定，拟进行换届选举。")
        yield Paragraph(words % {"day": ends})
        yield from _terms_of_election(contest)
    yield Paragraph(_("拟于%(day)s召开党员大会，以无记名投票方式选举。") % {"day": day})
    yield Paragraph(_("妥否，请批示。"))


def _terms_of_election(contest: Contest) -> Iterator[Block]:
    context = contest.case.context
    method = str(wording.METHODS[context.get("method", "usual")])
    if contest.case.variant == queries.SINGLE:
        words = _("我支部不设支委会，选举书记1名，采取%(method)s。")
        yield Paragraph(words % {"method": method})
        return
    told = rules.in_force()
    seats = contest.seats_of(Office.COMMITTEE)
    least = seats + electing.extra_candidates(seats, told.extra["committee"].value)
    words = _("新一届支委会拟设委员%(n)d名，候选人不少于%(least)d名，采取%(method)s。")
    yield Paragraph(words % {"n": seats, "least": least, "method": method})


def _office_words(contest: Contest) -> str:
    return str(Office(contest.case.context["office"]).label)


def reply_election(case: Case) -> Document:
    """Return the reply that lets an election be held (批复)."""
    by = case.variant == queries.BY_ELECTION
    title = "关于同意补选的批复" if by else "关于同意换届选举的批复"
    return _from_superior(case, title, "approval", body=_allows_election)


def _allows_election(contest: Contest) -> Iterator[Block]:
    asked = contest.day_of("request")
    what = _("补选") if contest.case.variant == queries.BY_ELECTION else _("换届选举")
    day = day_words(asked) if asked else _("近日")
    yield Paragraph(_("你支部%(day)s的请示收悉。") % {"day": day})
    yield Paragraph(
        _("同意你支部进行%(what)s。请严格按程序组织，候选人名单报批后提交大会。") % {"what": what}
    )
    yield Paragraph(_("此复。"))


def request_candidates(case: Case) -> Document:
    """Return the request to approve the candidates (请示)."""
    return _from_branch(
        case, gettext_noop("关于候选人预备人选的请示"), "candidates_request", body=_names_candidates
    )


def _names_candidates(contest: Contest) -> Iterator[Block]:
    yield Paragraph(_("经广泛酝酿、集体研究，确定下列人员为候选人预备人选。"))
    yield from _candidates(contest)
    yield Paragraph(_("妥否，请批示。"))


def _candidates(contest: Contest) -> Iterator[Block]:
    """Yield a table of each office's candidates, without any rank among them."""
    for office in contest.offices:
        uids = contest.candidates_of(office)
        members = _people(uids)
        rows = tuple(
            (one.name, str(one.get_sex_display()), _year(one.birth_on), _year(one.joined_on))
            for one in members
        )
        yield Heading(
            _("%(office)s（应选%(n)d名）")
            % {"office": office.label, "n": contest.seats_of(office)},
            2,
        )
        yield Table((_("姓名"), _("性别"), _("出生"), _("入党")), rows, (30, 20, 25, 25))


def _people(uids: Iterable[str]) -> list[Member]:
    return list(Member.objects.filter(pk__in=list(uids)).order_by("name_key", "uid"))


def _year(day: date | None) -> str:
    return f"{day.year}.{day.month:02d}" if day else ""


def reply_candidates(case: Case) -> Document:
    """Return the reply that approves the candidates (批复)."""
    return _from_superior(case, "关于候选人预备人选的批复", "review", body=_approves_candidates)


def _approves_candidates(contest: Contest) -> Iterator[Block]:
    yield Paragraph(_("你支部关于候选人预备人选的请示收悉。经审查，同意下列人员为候选人。"))
    yield from _candidates(contest)
    yield Paragraph(_("此复。"))


def method(case: Case) -> Document:
    """Return the rules of the election that the meeting adopts (选举办法)."""
    return _within(case, "选举办法", _method)


def _method(contest: Contest) -> Iterator[Block]:
    counting = rules.in_force().counting
    for office in contest.offices:
        told = {"office": office.label, "n": contest.seats_of(office),
                "c": len(contest.candidates_of(office))}  # fmt: skip
        yield Paragraph(
            _("一、本次选举%(office)s%(n)d名，候选人%(c)d名，以无记名投票方式进行。") % told
        )
    told = {"n": counting.quorum.numerator, "d": counting.quorum.denominator}
    yield Paragraph(
        _("二、有选举权的到会人数达到应到会人数的%(d)d分之%(n)d，会议有效。预备党员没有选举权。")
        % told
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


def ballot(case: Case) -> Document:
    """Return a ballot paper for print (选票), names in their order, with room to write one in.

    It carries no number and no mark by which a voter could be known.
    """
    return _within(case, "选票", _ballot)


def _ballot(contest: Contest) -> Iterator[Block]:
    for index, (office, seats, uids) in enumerate(_asked(contest)):
        if index:
            yield PageBreak()
        names = tuple((one.name, "", "", "") for one in _people(uids))
        written = tuple(("", "", "", "") for _each in range(seats))
        yield Paragraph(_("选举%(office)s，应选%(n)d名。") % {"office": office.label, "n": seats})
        head = (_("候选人"), _("赞成"), _("不赞成"), _("弃权"))
        yield Table(head, (*names, *written), (40, 20, 20, 20))
        yield Paragraph(
            _(
                "说明：赞成的在“赞成”栏画“○”，不赞成的在“不赞成”栏画“○”，弃权的不画。另选他人的，在空格里写上姓名并在“赞成”栏画“○”。所选人数等于或者少于%(n)d名的有效，多于的无效。"
            )
            % {"n": seats}
        )


def _asked(contest: Contest) -> Iterator[tuple[Office, int, tuple[str, ...]]]:
    """Yield what is voted on now: the ballots without a result, or else the approved lists."""
    waiting = [one for one in contest.ballots if not one.verdict]
    for one in waiting:
        yield Office(one.office), one.seats, tuple(one.candidates)
    for office in () if waiting else contest.offices:
        yield office, contest.seats_of(office), contest.candidates_of(office)


def sheet(case: Case) -> Document:
    """Return a counting sheet for print, one for each counter (计票单)."""
    return _within(case, "计票单", _sheet)


def _sheet(contest: Contest) -> Iterator[Block]:
    for index, (office, seats, uids) in enumerate(_asked(contest)):
        if index:
            yield PageBreak()
        told = {"office": office.label, "n": seats}
        yield Paragraph(_("选举%(office)s，应选%(n)d名。") % told)
        sums = tuple((str(words), "") for words in wording.CELLS.values())
        yield Table((_("项目"), _("张数")), sums, (60, 40))
        rows = tuple((one.name, "", "") for one in _people(uids))
        written = tuple(("", "", "") for _each in range(seats))
        yield Table((_("姓名"), _("画“正”字"), _("赞成票")), (*rows, *written), (30, 50, 20))
        yield Blank(_("计票人签字："))
        yield Blank(_("监票人签字："))
        yield Cut(_("两名计票人各填一张，分别录入，核对一致后公布"))


def result_report(case: Case) -> Document:
    """Return the report of the result (结果报告)."""
    return _from_branch(case, "关于选举结果的报告", "results_report", body=_reports)


def _reports(contest: Contest) -> Iterator[Block]:
    if contest.roll is None:
        yield Paragraph(_("选举大会还没有召开。"))
        return
    told = {
        "day": day_words(contest.roll.called_on), "all": contest.roll.expected,
        "n": contest.roll.present,
    }  # fmt: skip
    yield Paragraph(
        _(
            "我支部于%(day)s召开党员大会，应到会有选举权的党员%(all)d名，实到%(n)d名，以无记名投票方式选举。结果如下。"
        )
        % told
    )
    results = queries.results_of(contest.ballots)
    for one in contest.ballots:
        if one.rec in results:
            yield from _counted(one, results[one.rec])
    for office in contest.offices:
        names = queries.names_of(contest.elected(office))
        listed = "、".join(names[uid] for uid in contest.elected(office) if uid in names)
        told_ = {"office": office.label, "names": listed or _("无")}
        yield Paragraph(_("当选%(office)s：%(names)s。") % told_)
    yield from _duties(contest)
    yield Paragraph(_("特此报告。"))


def _counted(found: PaperBallot, result: Result) -> Iterator[Block]:
    names = queries.names_of([one.member for one in result.votes])
    told = {
        "office": Office(found.office).label, "turn": found.turn, "issued": result.issued,
        "returned": result.returned, "valid": result.valid, "invalid": result.invalid,
    }  # fmt: skip
    yield Paragraph(
        _(
            "%(office)s第%(turn)d次投票：发出选票%(issued)d张，收回%(returned)d张，有效%(valid)d张，无效%(invalid)d张。"
        )
        % told
    )
    rows = tuple((names.get(one.member, ""), str(one.votes)) for one in result.votes)
    yield Table((_("姓名"), _("赞成票")), rows, (60, 40))


def duties(case: Case) -> Document:
    """Return how duties are shared out among the committee (分工)."""
    return _within(case, "委员分工", _duties)


def _duties(contest: Contest) -> Iterator[Block]:
    posts = _posts(contest)
    if not posts:
        return
    names = queries.names_of([uid for _post, uid in posts])
    rows = tuple((str(post.label), names.get(uid, "")) for post, uid in posts)
    yield Table((_("职务"), _("姓名")), rows, (50, 50))


def _posts(contest: Contest) -> list[tuple[Post, str]]:
    return posts_of(contest) if duties_are_known(contest) else []


def reply_result(case: Case) -> Document:
    """Return the reply to the result (批复)."""
    return _from_superior(case, "关于选举结果的批复", "confirmation", body=_confirms)


def _confirms(contest: Contest) -> Iterator[Block]:
    yield Paragraph(
        _("你支部关于选举结果的报告收悉。经研究，对选举产生的委员予以备案，批准书记、副书记。")
    )
    yield from _duties(contest)
    yield Paragraph(_("此复。"))


def handover_list(case: Case) -> Document:
    """Return the list of open duties that is handed over (交接清单)."""
    return _within(case, "交接清单", _handover)


def _handover(contest: Contest) -> Iterator[Block]:
    on = contest.day_of("confirmation") or contest.case.opened_on
    rows = tuple(
        (one.sort, one.title, day_words(one.by) if one.by else "")
        for one in handover.duties_of(contest.case.organization, on)
    )
    if rows:
        yield Table((_("类别"), _("事项"), _("期限")), rows, (20, 55, 25))
    else:
        yield Paragraph(_("没有未办结的事项。"))
    yield Blank(_("移交人签字："))
    yield Blank(_("接交人签字："))
    yield Blank(_("监交人签字："))


BY_TEMPLATE: Mapping[str, Callable[[Case], Document]] = {
    f"election/{name}": made
    for name, made in {
        "request_election": request_election, "reply_election": reply_election,
        "request_candidates": request_candidates, "reply_candidates": reply_candidates,
        "method": method, "ballot": ballot, "sheet": sheet, "result_report": result_report,
        "duties": duties, "reply_result": reply_result, "handover": handover_list,
    }.items()
}  # fmt: skip
