"""The papers of an election, made from what is recorded: requests, replies, ballots, reports."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhibu.core import electing
from zhibu.elections import handover, queries, rules, wording
from zhibu.elections.models import Office, PaperBallot
from zhibu.elections.papers import Body, ballot, method, people, sheet, within
from zhibu.elections.posts import duties_are_known, posts_of
from zhibu.elections.queries import Contest
from zhibu.elections.records import Result
from zhibu.paper.document import (
    Blank,
    Block,
    Document,
    Heading,
    Paragraph,
    Signature,
    Table,
)
from zhibu.paper.typefaces import day_words
from zhibu.party import queries as party
from zhibu.party.sets import Level, Post
from zhibu.procedures.models import Case

LINES = 8


def _superior(case: Case) -> str:
    """Return who approves: the committee above; a general branch where there is none."""
    above = case.organization.superior
    while above and above.level != Level.COMMITTEE and above.superior:
        above = above.superior
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
    how = context.get("method", "usual")
    method = "" if how == "usual" else _("，采取%(how)s") % {"how": wording.METHODS[how]}
    if contest.case.variant == queries.SINGLE:
        deputy = _("、副书记1名") if Office.DEPUTY in contest.offices else ""
        words = _("我支部不设支委会，拟由党员大会选举书记1名%(deputy)s%(method)s。")
        yield Paragraph(words % {"deputy": deputy, "method": method})
        return
    told = rules.in_force()
    seats = contest.seats_of(Office.COMMITTEE)
    least = seats + electing.extra_candidates(seats, told.extra["committee"].number)
    words = _("新一届支委会拟设委员%(n)d名，候选人不少于%(least)d名，差额选举%(method)s。")
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
        members = people(uids)
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


def _year(day: date | None) -> str:
    return f"{day.year}.{day.month:02d}" if day else ""


def reply_candidates(case: Case) -> Document:
    """Return the reply that approves the candidates (批复)."""
    return _from_superior(case, "关于候选人预备人选的批复", "review", body=_approves_candidates)


def _approves_candidates(contest: Contest) -> Iterator[Block]:
    yield Paragraph(_("你支部关于候选人预备人选的请示收悉。经审查，同意下列人员为候选人。"))
    yield from _candidates(contest)
    yield Paragraph(_("此复。"))


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
    rows = tuple(
        (names.get(one.member, ""), str(one.votes), _came_to(result, one.member))
        for one in result.votes
    )
    yield Table((_("姓名"), _("赞成票"), _("结果")), rows, (40, 30, 30))


def _came_to(result: Result, member: str) -> str:
    if member in result.elected:
        return _("当选")
    return _("票数相等，再次投票") if member in result.tied else _("未当选")


def duties(case: Case) -> Document:
    """Return how duties are shared out among the committee (分工)."""
    return within(case, "委员分工", _duties)


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
        _("你支部关于选举结果的报告收悉。经研究，%(what)s。") % {"what": _agreed(contest)}
    )
    yield from _duties(contest)
    yield Paragraph(_("此复。"))


def _agreed(contest: Contest) -> str:
    """Return what the superior agrees to: who leads is approved by name, members are filed."""
    posts = _posts(contest)
    names = queries.names_of([uid for _post, uid in posts])
    leading = [
        _("同意%(name)s同志任%(post)s") % {"name": names.get(uid, ""), "post": post.label}
        for post, uid in posts
        if post in (Post.SECRETARY, Post.DEPUTY_SECRETARY)
    ]
    filed = [_("对选举产生的委员予以备案")] if contest.case.variant != queries.SINGLE else []
    return "，".join([*leading, *filed])


def handover_list(case: Case) -> Document:
    """Return the list of open duties that is handed over (交接清单)."""
    return within(case, "交接清单", _handover)


def _handover(contest: Contest) -> Iterator[Block]:
    on = contest.day_of("confirmation") or contest.case.opened_on
    yield Paragraph(
        _("%(branch)s换届，上一届班子向新一届班子移交下列没有办结的事项（截至%(day)s）。")
        % {"branch": contest.case.organization.name, "day": day_words(on)}
    )
    rows = tuple(
        (one.sort, one.title, day_words(one.by) if one.by else _("没有期限"))
        for one in handover.duties_of(contest.case.organization, on)
    )
    if rows:
        yield Table((_("类别"), _("事项"), _("期限")), rows, (20, 55, 25))
    else:
        yield Paragraph(_("没有未办结的事项。"))
    before, after = _secretaries(contest, on)
    yield Blank(_("移交人%(name)s签字：") % {"name": before})
    yield Blank(_("接交人%(name)s签字：") % {"name": after})
    yield Blank(_("监交人签字："))


def _secretaries(contest: Contest, on: date) -> tuple[str, str]:
    """Return who was secretary until then and who is from then on, in brackets, where known."""
    branch = contest.case.organization
    former = party.secretary_of(branch, on - timedelta(days=1))
    now = [uid for post, uid in _posts(contest) if post is Post.SECRETARY]
    names = queries.names_of(now)
    return tuple(f"（{one}）" if one else "" for one in (
        former.name if former else "", names.get(now[0], "") if now else "",
    ))  # type: ignore[return-value]  # fmt: skip


BY_TEMPLATE: Mapping[str, Callable[[Case], Document]] = {
    f"election/{name}": made
    for name, made in {
        "request_election": request_election, "reply_election": reply_election,
        "request_candidates": request_candidates, "reply_candidates": reply_candidates,
        "method": method, "ballot": ballot, "sheet": sheet, "result_report": result_report,
        "duties": duties, "reply_result": reply_result, "handover": handover_list,
    }.items()
}  # fmt: skip
