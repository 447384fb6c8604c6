"""The words of kinds whose fields alone would not read as books do: meetings, dues, freezing."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from zhibu.core.periods import Month
from zhibu.dues.records import DuesCollected
from zhibu.ledgers import spans
from zhibu.ledgers.gathering import Told
from zhibu.ledgers.records import HalfFrozen
from zhibu.ledgers.wording import HIDDEN, Names, Sight, Wording, register
from zhibu.meetings import regulation
from zhibu.meetings.parts import State, TopicTold
from zhibu.meetings.records import MeetingHeld
from zhibu.paper.document import Block, Heading, Paragraph, Table
from zhibu.paper.typefaces import day_words


def _meeting_title(told: Told) -> str:
    held: MeetingHeld = told.record
    form = regulation.forms().get(held.form)
    themes = regulation.themes()
    named = "、".join(themes[one].label for one in held.themes if one in themes)
    label = form.label if form else held.form
    return f"{label}（{named}）" if named else label


def _chair(told: Told, names: Names) -> str:
    return names.get(told.record.chair or "", "")


def _meeting(told: Told, names: Names, sight: Sight) -> Iterator[Block]:
    held: MeetingHeld = told.record
    yield Table((_("会议要素"), _("内容")), tuple(_about(held, names, sight)), (26, 74))
    if not sight.people:
        yield Paragraph(_("议题、决议和记录：%(hidden)s") % {"hidden": HIDDEN})
        return
    for number, topic in enumerate(held.topics, 1):
        yield Heading(_("议题%(n)d：%(title)s") % {"n": number, "title": topic.title}, level=2)
        if words := _decided(topic):
            yield Paragraph(words)
    for label, text in ((_("决议"), held.resolution), (_("会议记录"), held.minutes)):
        if text:
            yield Heading(label, level=2)
            yield Paragraph(text)


def _about(held: MeetingHeld, names: Names, sight: Sight) -> Iterator[tuple[str, str]]:
    hours = "—".join(filter(None, (held.began, held.ended)))
    place = (held.place or "") if sight.people else HIDDEN
    yield _("时间、地点"), "　".join(filter(None, (hours, place))) or _("未记")
    outside = (held.chair_told or "") if sight.people else HIDDEN
    chair = names.get(held.chair or "", "") or (outside if held.chair_told else "")
    recorder = names.get(held.recorder or "", "")
    told = {"chair": chair or _("未记"), "recorder": recorder or _("未记")}
    yield _("主持、记录"), _("主持 %(chair)s　记录 %(recorder)s") % told
    lecturer = names.get(held.lecturer or "", "") or (held.lecturer_told or "")
    if lecturer:
        yield _("授课人"), lecturer if sight.people or held.lecturer else HIDDEN
    if held.party_groups:
        yield _("党小组"), "、".join(names.get(one, one) for one in held.party_groups)
    yield _("到会"), _came(held)
    yield _("未到"), _away(held, names) if sight.people else HIDDEN


def _came(held: MeetingHeld) -> str:
    told = {"expected": held.expected, "present": held.present}
    words = _("应到 %(expected)d 人，实到 %(present)d 人") % told
    if held.voting_expected is not None:
        voting = {"expected": held.voting_expected, "present": held.voting_present or 0}
        words += _("；有表决权 %(expected)d 人，到会 %(present)d 人") % voting
    if held.quorate is False:
        words += _("；未达法定人数")
    return words


def _away(held: MeetingHeld, names: Names) -> str:
    words = {State.EXCUSED: _("请假"), State.ABSENT: _("缺席")}
    away = [one for one in held.attendance if one.state in words]
    said = (
        "，".join(filter(None, (names.get(one.member, one.member), words[one.state], one.reason)))
        for one in away
    )
    return "；".join(said) or (_("无") if held.attendance else _("未逐人记"))


def _decided(topic: TopicTold) -> str:
    words = topic.resolution or ""
    if topic.votes:
        told = {
            "ayes": topic.votes.ayes,
            "noes": topic.votes.noes,
            "abstentions": topic.votes.abstentions,
        }
        words += _("（表决：赞成 %(ayes)d，反对 %(noes)d，弃权 %(abstentions)d）") % told
    if topic.adopted is False:
        words += _("未通过。")
    return words


def _dues_title(told: Told) -> str:
    month: Month = told.record.month
    return _("%(year)d年%(month)d月党费收缴") % {"year": month.year, "month": month.month}


def _dues(told: Told, names: Names, sight: Sight) -> Iterator[Block]:
    collected: DuesCollected = told.record
    settled = sum(one.settled for one in collected.lines)
    counts = {"all": len(collected.lines), "settled": settled}
    yield Paragraph(_("共 %(all)d 人，缴清 %(settled)d 人。") % counts)
    if not sight.people:
        return
    rows = tuple(
        (
            names.get(one.member, one.member),
            f"{one.owed}" if sight.amounts else HIDDEN,
            f"{one.paid}" if sight.amounts else HIDDEN,
            _("补缴") if one.arrears else (_("缴清") if one.settled else _("欠缴")),
        )
        for one in collected.lines
    )
    yield Table((_("姓名"), _("应缴（元）"), _("实缴（元）"), _("情况")), rows, (30, 25, 25, 20))


def _nobody(_told: Told, _names: Names) -> str:
    return ""


def _frozen_title(told: Told) -> str:
    frozen: HalfFrozen = told.record
    return _("%(span)s四册五表存档") % {"span": spans.half_of(frozen.year, frozen.half).title}


def _frozen(told: Told, names: Names, sight: Sight) -> Iterator[Block]:
    frozen: HalfFrozen = told.record
    counts = {"day": day_words(frozen.on), "cards": len(frozen.cards)}
    yield Paragraph(_("截至%(day)s的四册五表一份、党员电子信息卡 %(cards)d 张。") % counts)
    digests = {one.id: one.h for one in frozen.files}
    rows = [(_("四册五表"), digests.get(frozen.workbook, _("已删除")))]
    if sight.people:
        rows += [
            (names.get(one.member, ""), digests.get(one.file, _("已删除"))) for one in frozen.cards
        ]
    yield Table((_("存档文件"), _("摘要（加盐 SHA-256）")), tuple(rows), (18, 82))


register("ledgers.frozen", Wording(_frozen_title, _nobody, _frozen))
register("meetings.held", Wording(_meeting_title, _chair, _meeting))
register("dues.collected", Wording(_dues_title, _nobody, _dues))
