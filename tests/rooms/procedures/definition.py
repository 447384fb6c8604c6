"""A procedure of five steps, known to these tests alone, in two versions."""

from datetime import date

from zhibu.core import procedure

TEXT = """\
id: trial
version: "2026-01"
title: 试行程序
subject: person
valid_from: "2026-01-01"
source: 《试行细则》
confidence: P
bodies:
  branch: {title: 党支部, ability: record_work, at: branch}
  superior: {title: 上级党委, ability: approve_cases, at: branch}
context:
  - {id: born, title: 出生日期, kind: date, optional: yes}
stages:
  - {id: asking, title: 申请}
  - {id: deciding, title: 决定}
steps:
  - id: application
    stage: asking
    title: 递交申请书
    body: branch
    basis: 《试行细则》第一条
    confidence: A
    requirement: 本人提出书面申请。
    materials: [{id: letter, title: 申请书, required: yes, template: trial/letter}]
  - id: talk
    stage: asking
    title: 派人谈话
    body: branch
    after: [application]
    basis: 《试行细则》第二条
    confidence: A
    requirement: 一个月内派人谈话。
    guide: 派一名正式党员去谈。
    duty: admission.talk
    states: [admission.examination.done]
    asks:
      - {id: by, title: 谈话人, kind: member}
      - {id: opinion, title: 谈话意见, kind: text, optional: yes, sealed: yes}
    rules:
      - {kind: latest, from: application, months: 1, basis: 《试行细则》第二条, confidence: A}
  - id: meeting
    stage: deciding
    title: 支部大会讨论
    body: branch
    after: [talk]
    basis: 《试行细则》第三条
    confidence: A
    requirement: 半数以上到会，过半数赞成。
    tells: [superior]
    asks:
      - {id: held, title: 会议, kind: meeting, optional: yes}
      - {id: whole, title: 应到会人数, kind: count}
      - {id: present, title: 到会人数, kind: count}
      - {id: votes, title: 赞成票, kind: count}
      - {id: counters, title: 计票人, kind: members}
    rules:
      - {kind: earliest, id: five, from: talk, working_days: 5, basis: 《试行细则》第三条, confidence: A}
      - {kind: quorum, present: present, whole: whole, comparator: at_least, share: 1/2, basis: 《试行细则》第三条, confidence: A}
      - {kind: majority, votes: votes, whole: whole, comparator: more_than, share: 1/2, basis: 《试行细则》第三条, confidence: A, when: {outcome: passed}}
    outcomes:
      - {id: passed, title: 通过}
      - {id: failed, title: 未通过, ends: yes}
    exceptions:
      - {id: urgent, title: 情况紧急可不等五个工作日, by: superior, waives: [five], basis: 《试行细则》第三条}
  - id: approval
    stage: deciding
    title: 上级审批
    body: superior
    after: [meeting]
    basis: 《试行细则》第四条
    confidence: A
    requirement: 一个月内审批。
    tells: [branch]
    duty: admission.approval
    asks:
      - {id: number, title: 批复文号, kind: text, optional: yes}
    rules:
      - {kind: latest, from: meeting, months: 1, basis: 《试行细则》第四条, confidence: A}
    outcomes:
      - {id: agreed, title: 同意}
      - {id: refused, title: 不同意, ends: yes}
  - id: archive
    stage: deciding
    title: 归档
    body: branch
    after: [approval]
    basis: 《试行细则》第五条
    confidence: A
    requirement: 材料归档。
"""
FIRST = procedure.load(TEXT, filename="trial.yaml")
SECOND = procedure.load(
    TEXT.replace('"2026-01"', '"2026-05"')
    .replace('"2026-01-01"', '"2026-05-18"')
    .replace("working_days: 5", "working_days: 10"),
    filename="trial_2.yaml",
)
OPENED = date(2026, 2, 9)
