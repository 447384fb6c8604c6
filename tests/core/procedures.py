"""A small procedure for tests of the language and the machine."""

from dataclasses import replace
from datetime import date

from tests.core.tellers import CHINA
from zhibu.core import case, procedure

SMALL = """\
id: sample
version: "2026-05"
title: 样例程序
subject: person
valid_from: "2026-01-01"
source: 《样例细则》
confidence: P
bodies:
  branch: {title: 党支部, ability: record_work, at: branch}
  superior: {title: 上级党委, ability: approve_cases, at: branch}
context:
  - {id: term_end, title: 任期届满日, kind: date, optional: yes}
  - {id: kind, title: 类别, kind: choice, options: {plain: 一般, student: 学生}, optional: yes}
stages:
  - {id: one, title: 申请}
  - {id: two, title: 表决}
steps:
  - id: application
    stage: one
    title: 提出申请
    body: branch
    basis: 《样例细则》第一条
    confidence: A
    requirement: 本人提出书面申请。
    materials: [{id: letter, title: 申请书, required: yes}]
  - id: talk
    stage: one
    title: 派人谈话
    body: branch
    after: [application]
    basis: 《样例细则》第二条
    confidence: A
    requirement: 一个月内派人谈话。
    duty: sample.talk
    asks:
      - {id: by, title: 谈话人, kind: member}
      - {id: opinion, title: 意见, kind: text, optional: yes, sealed: yes}
    rules:
      - {kind: latest, from: application, months: 1, basis: 《样例细则》第二条, confidence: A}
  - id: examination
    stage: one
    title: 考察
    body: branch
    after: [talk]
    basis: 《样例细则》第三条
    confidence: A
    requirement: 每半年考察一次。
    duty: sample.examination
    states: [sample.examined]
    repeats: {every: {months: 6}, until: training}
  - id: training
    stage: one
    title: 培训
    body: branch
    after: [examination]
    basis: 《样例细则》第四条
    confidence: A
    requirement: 三天或二十四学时。
    asks:
      - {id: days, title: 天数, kind: number, optional: yes}
      - {id: hours, title: 学时, kind: number, optional: yes}
    rules:
      - kind: any
        id: length
        basis: 《样例细则》第四条
        confidence: A
        rules:
          - {kind: least, of: days, number: 3}
          - {kind: least, of: hours, number: 24}
      - {kind: repeated, step: examination, least: 2, basis: 《样例细则》第三条, confidence: A}
    exceptions:
      - {id: untrained, title: 经批准可不培训, by: superior, waives: [training], basis: 《样例细则》第四条}
  - id: publicity
    stage: two
    title: 公示
    body: branch
    after: [training]
    basis: 《样例细则》第五条
    confidence: A
    requirement: 公示五个工作日。
  - id: meeting
    stage: two
    title: 支部大会表决
    body: branch
    after: [publicity]
    basis: 《样例细则》第六条
    confidence: A
    requirement: 表决。
    tells: [superior]
    asks:
      - {id: whole, title: 应到会人数, kind: count}
      - {id: present, title: 到会人数, kind: count}
      - {id: votes, title: 赞成票, kind: count}
      - {id: counters, title: 计票人, kind: members}
      - {id: until, title: 延长至, kind: date, when: {outcome: extended}}
    rules:
      - {kind: earliest, id: shown, from: publicity, working_days: 5, basis: 《样例细则》第五条, confidence: A}
      - {kind: latest, id: prompt, from: publicity, months: 6, lateness: refuse, basis: 《样例细则》第六条, confidence: A}
      - {kind: quorum, present: present, whole: whole, comparator: at_least, share: 4/5, basis: 《样例细则》第六条, confidence: A}
      - {kind: majority, votes: votes, whole: whole, comparator: more_than, share: 1/2, basis: 《样例细则》第六条, confidence: A, when: {outcome: [passed, extended]}}
      - {kind: least, of: counters.count, number: 2, basis: 《样例细则》第六条, confidence: A}
      - {kind: earliest, id: long_enough, of: until, from: on, months: 6, basis: 《样例细则》第七条, confidence: A}
    outcomes:
      - {id: passed, title: 通过}
      - {id: extended, title: 延长, back_to: publicity, once: yes}
      - {id: failed, title: 未通过, ends: yes}
    exceptions:
      - {id: later, title: 特殊情况延期, by: superior, waives: [prompt], basis: 《样例细则》第六条}
  - id: archive
    stage: two
    title: 归档
    body: branch
    after: [meeting]
    basis: 《样例细则》第八条
    confidence: A
    requirement: 归档。
"""
VOTE = {"whole": 10, "present": 8, "votes": 6, "counters": ("甲", "乙")}


def small(text=SMALL):
    return procedure.load(text, filename="sample.yaml")


def day(text):
    return date.fromisoformat(text)


class Walk:
    """A case that is walked step by step, each on a day, refused or not."""

    def __init__(self, text=SMALL, *, opened="2026-01-05", today="2030-01-01", context=None):
        definition = text if isinstance(text, procedure.Procedure) else small(text)
        self.case = case.Case(definition, day(opened), context or {})
        self.today = day(today)

    def done(self, step, on, *, outcome="", materials=(), entered=None, version=None, **values):
        return case.Done(
            step,
            day(on),
            day(entered) if entered else day(on),
            version or self.case.procedure.version,
            values,
            tuple(materials),
            outcome,
            case.waivers(self.case, step, day(on)),
        )

    def check(self, step, on, **told):
        attempt = self.done(step, on, **told)
        return case.check(self.case, attempt, today=self.today, calendar=CHINA)

    def go(self, step, on, **told):
        assert self.check(step, on, **told) == ()
        return self.put(step, on, **told)

    def put(self, step, on, **told):
        """Record a step unchecked, as a file that came from elsewhere has it."""
        self.case = replace(self.case, done=(*self.case.done, self.done(step, on, **told)))
        return self

    def grant(self, step, exception, on, by="superior"):
        granted = case.Granted(step, exception, day(on), by)
        assert case.check_grant(self.case, granted, today=self.today) == ()
        self.case = replace(self.case, granted=(*self.case.granted, granted))
        return self

    def refused(self, step, on, **told):
        return [one.rule for one in self.check(step, on, **told)]

    def stand(self, today=None):
        return case.stand(self.case, today=day(today) if today else self.today, calendar=CHINA)

    def state(self, step, today=None):
        return self.stand(today).of(step)

    def audit(self, *procedures, today=None):
        on = day(today) if today else self.today
        return case.audit(self.case, today=on, calendar=CHINA, procedures=procedures)


def talked():
    return (
        Walk()
        .go("application", "2026-01-05", materials=["letter"])
        .go("talk", "2026-01-20", by="李明")
    )


def trained():
    walk = talked().go("examination", "2026-02-01").go("examination", "2026-07-01")
    return walk.go("training", "2026-07-10", days=3)


def shown(on="2026-09-01"):
    return trained().go("publicity", on)
