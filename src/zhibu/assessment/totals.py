"""How a branch's items come to its total: sections, weights, peers, bonus, vetoes, result."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from zhibu.assessment import words
from zhibu.assessment.values import StarLine, Sum
from zhibu.core.results import Why, results_of
from zhibu.core.rules import WHOLE
from zhibu.core.scores import PERCENT_OF, Result, Scores, Star


def sums_of(scores: Scores, in_class: str, *, over: bool) -> tuple[Sum, ...]:
    """Return the arithmetic from the items to the result of the only unit, line by line.

    ``over`` says whether the year has ended: nobody has a result before that.
    """
    return (*_sections(scores), *_own(scores), *_final(scores), *_result(scores, in_class, over))


def vetoes_of(scores: Scores) -> tuple[str, ...]:
    """Return the vetoes that stand against the only unit."""
    standing = zip(scores.standard.vetoes, scores.vetoes[:, 0].tolist(), strict=True)
    return tuple(veto.title for veto, stands in standing if stands)


def waiting_of(scores: Scores) -> str:
    """Return how many points wait for people's ratings, or nothing where none do."""
    points = int(scores.waiting[0])
    return words.spell(points) if points else ""


def stars_of(scores: Scores) -> tuple[StarLine, ...]:
    """Return the stars of the only unit; none for a standard without stars."""
    if scores.standard.stars is None:
        return ()
    titles = {section.id: section.title for section in scores.standard.sections}
    bar = scores.standard.stars.won_at
    return tuple(
        StarLine(
            title=titles[star.section],
            points=words.spell(star.points),
            out_of=words.spell(star.out_of),
            won=star.won,
            why=_star_words(star, bar),
        )
        for star in scores.stars(0).each
    )


def _star_words(star: Star, bar: int) -> str:
    if star.failed_item:
        return _("结果项 %(item)s 未达到") % {"item": star.failed_item}
    if star.won is None:
        return _("还有项目没有评分")
    told = _("达到 %(bar)d%%") if star.won else _("不足 %(bar)d%%")
    return told % {"bar": bar}


def _sections(scores: Scores) -> Iterator[Sum]:
    for place, section in enumerate(scores.standard.sections):
        points, out_of = scores.section_points[place, 0], scores.section_out_of[place, 0]
        rows = [at for at, item in enumerate(scores.standard.items) if item.section == section.id]
        told = [int(scores.points[at, 0]) for at in rows if scores.applicable[at, 0]]
        if not told:
            continue
        worked = " + ".join(
            words.spell(each) if each >= 0 else f"({words.spell(each)})" for each in told
        )
        if sum(told) > points:
            worked = f"min({worked}, {words.spell(int(out_of))})"
        label = _("%(code)s %(title)s（满分 %(out_of)s）") % {
            "code": section.id, "title": section.title, "out_of": words.spell(int(out_of)),
        }  # fmt: skip
        yield Sum(label, worked, words.spell(int(points)))


def _own(scores: Scores) -> Iterator[Sum]:
    """Points that apply, each section by its weight, on the scale of the standard's total."""
    if not scores.total_out_of[0]:
        return
    parts, wholes = [], []
    weights = {section.weight for section in scores.standard.sections}
    for place, section in enumerate(scores.standard.sections):
        out_of = int(scores.section_out_of[place, 0])
        if not out_of and not scores.section_points[place, 0]:
            continue
        times = "" if weights == {WHOLE} else f" × {section.weight} ÷ {WHOLE}"
        parts.append(f"{words.spell(int(scores.section_points[place, 0]))}{times}")
        wholes.append(f"{words.spell(out_of)}{times}")
    total = words.spell(scores.standard.out_of)
    worked = f"{total} × ({' + '.join(parts)}) ÷ ({' + '.join(wholes)})"
    label = _("自身得分（按适用的分值折算到满分）")
    yield Sum(label, worked, words.spell(int(scores.weighted_total[0])), rounded=True)


def _final(scores: Scores) -> Iterator[Sum]:
    standard, own = scores.standard, words.spell(int(scores.weighted_total[0]))
    if not scores.total_out_of[0]:
        return
    weight, bonus = standard.peer_weight, words.spell(int(scores.bonus[0]))
    if scores.peers[0] and weight:
        total, share = words.spell(standard.out_of), words.spell(int(scores.peer[0]))
        peer = words.spell(_half_up(standard.out_of * int(scores.peer[0]), PERCENT_OF))
        yield Sum(_("互评得分"), f"{total} × {share} ÷ 100", peer, rounded=True)
        label = _("最终成绩：自身 %(own)d%% + 互评 %(peer)d%% + 加分") % {
            "own": WHOLE - weight, "peer": weight,
        }  # fmt: skip
        worked = f"({own} × {WHOLE - weight} + {peer} × {weight}) ÷ {WHOLE} + {bonus}"
        yield Sum(label, worked, words.spell(int(scores.final[0])), rounded=True)
        return
    label = _("最终成绩：自身 + 加分（还没有互评）") if weight else _("最终成绩：自身 + 加分")
    yield Sum(label, f"{own} + {bonus}", words.spell(int(scores.final[0])))


def _half_up(part: int, whole: int) -> int:
    return (2 * part + whole) // (2 * whole)


def _result(scores: Scores, in_class: str, over: bool) -> Iterator[Sum]:
    for title in vetoes_of(scores):
        yield Sum(_("一票否决"), title, _("成立"))
    bounds = scores.standard.classes.get(in_class)
    if bounds is None:
        yield Sum(_("等次"), _("本支部没有分类，不定等次"), "–")
        return
    lines = _("达标线 %(qualified)s，先进线 %(advanced)s") % {
        "qualified": words.spell(bounds.qualified_at), "advanced": words.spell(bounds.advanced_at),
    }  # fmt: skip
    verdict = results_of(scores, [in_class])[0]
    if not over:
        yield Sum(_("等次"), _("年度没有结束，不定等次；%(lines)s") % {"lines": lines}, "–")
    elif verdict.result is None:
        yield Sum(_("等次"), _UNTOLD[verdict.why](), "–")
    else:
        yield Sum(_("等次"), lines + _quota(scores, verdict.result), _named(verdict.result))


def _named(result: Result) -> str:
    return str(words.RESULTS[result])


def _quota(scores: Scores, result: Result) -> str:
    if scores.standard.advanced_most is None or result is not Result.ADVANCED:
        return ""
    return _("；先进有名额限制，以党委评定为准")


_UNTOLD = {
    Why.NO_CLASS: lambda: _("本支部没有分类，不定等次"),
    Why.NOT_MEASURED: lambda: _("还有项目没有测算，不定等次"),
    Why.WAITING: lambda: _("还有项目等人评分，不定等次"),
    Why.NOTHING_APPLIES: lambda: _("没有适用的项目"),
}
