"""What people decided about an item, in words: who rated it, what its parts cost, what moved it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.assessment import words
from zhibu.assessment.values import PartRow, RaterRow
from zhibu.core.explanation import Line, PartLine, Rating

# Whoever answers a poll is promised that no few of them are told apart; whoever holds an office
# signs what they give.
FEWEST = 5
MANY = frozenset({"masses", "members", "peers"})
_RATERS = {
    "assessor": gettext_lazy("考核人员"),
    "superior": gettext_lazy("上级组织"),
    "company": gettext_lazy("公司党委"),
    "second_level": gettext_lazy("二级党委"),
    "masses": gettext_lazy("群众"),
    "members": gettext_lazy("党员"),
    "peers": gettext_lazy("其他支部"),
    "self": gettext_lazy("支部自评"),
}


def rater_named(name: str) -> str:
    """Return what a kind of rater is called; a committee's own kinds by the name it gave them."""
    return str(_RATERS.get(name, name))


def raters_of(line: Line) -> tuple[RaterRow, ...]:
    """Return who rates an item, how much that weighs, how many sheets there are and their mean.

    The mean of fewer than five answers to a poll is not told.
    """
    return tuple(_rater(one) for one in line.ratings)


def is_hidden(one: Rating) -> bool:
    """Say whether what a kind of rater gave may not be told: too few answered."""
    return one.rater in MANY and one.sheets < FEWEST


def _rater(one: Rating) -> RaterRow:
    few = is_hidden(one)
    mean = "" if few or not one.sheets else f"{words.spell(one.mean)}%"
    if not one.sheets:
        note = _("还没有评分表")
    elif few:
        note = _("不足 5 份，不单独显示")
    else:
        note = _("%(count)d 份评分表的平均") % {"count": one.sheets}
    return RaterRow(rater_named(one.rater), one.weight, one.sheets, mean, note)


def rated(line: Line) -> str:
    """Say by whom an item was rated: 考核人员 2 份，平均 75.00%；群众还没有评."""
    told = []
    for one in raters_of(line):
        if one.mean:
            words_of = _("%(who)s %(count)d 份，平均 %(mean)s")
            told.append(words_of % {"who": one.title, "count": one.sheets, "mean": one.mean})
        elif one.sheets:
            told.append(_("%(who)s不足 5 份，不单独显示") % {"who": one.title})
        else:
            told.append(_("%(who)s还没有评") % {"who": one.title})
    return _("；").join(told)


def parts_of(line: Line) -> tuple[PartRow, ...]:
    """Return what each part of an item cost, of what it may cost at most."""
    return tuple(_part(one) for one in line.parts)


def _part(one: PartLine) -> PartRow:
    return PartRow(
        title=one.part.title,
        code=one.part.code,
        deducted=words.spell(one.deducted),
        most=words.spell(one.part.points),
        applies=one.applicable,
        done=f"{one.done} / {one.owed}" if one.owed else "",
        tone="red" if one.deducted else "green",
    )


def moved(line: Line) -> str:
    """Say by how much people moved what the rule gave: 申诉或人工确认 +0.50 分."""
    if not line.adjusted:
        return ""
    return _("申诉或人工确认 %(points)s 分") % {"points": words.signed(line.adjusted)}
