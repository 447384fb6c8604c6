"""Changes to the tree of a draft, made from what a form holds."""

from collections.abc import Callable

from django.http import QueryDict
from django.utils.translation import gettext as _

from zhibu.assessment import engine, in_force
from zhibu.assessment.models import Adopted
from zhibu.core import rubric_drafting, rubric_writing
from zhibu.core.refusal import Refusal
from zhibu.core.rubric_alone import worked
from zhibu.core.rubric_drafting import Told, items_of
from zhibu.core.rubric_writing import Tree
from zhibu.drafting import actions, item_rows
from zhibu.drafting.actions import CannotDraft, Pen
from zhibu.drafting.forms import HeadForm, ItemForm
from zhibu.drafting.models import StandardDraft
from zhibu.drafting.workbench import desk
from zhibu.party.models import Organization

Change = Callable[[Told], None]


def keep_item(tree: Told, *, place: int, form: ItemForm) -> None:
    """Write an item as typed; its worked cases anew from the rule, or as typed."""
    items = _items(tree)
    item = form.told()
    if form.own_cases:
        item["cases"] = form.cases()
    else:
        head = _beside(tree)
        item["cases"] = worked(item, head, compiled=desk().compiled, names=desk().words.scenes)
    items[_at(tree, place)] = item_rows.ordered(item)


def remove_item(tree: Told, *, place: int) -> None:
    """Take an item out."""
    del _items(tree)[_at(tree, place)]


def add_item(tree: Told, *, section: str) -> None:
    """Add an item at the end, to be filled in. Raises CannotDraft for a section there is not."""
    known = {str(each.get("id")) for each in rubric_drafting.sections_of(tree)}
    if section not in known:
        raise CannotDraft(_("没有这个类别，请先在“类别和总分”里加上。"))
    taken = {str(each.get("id")) for each in items_of(tree)}
    number = next(n for n in range(1, len(taken) + 2) if f"{section}{n}" not in taken)
    hint = desk().words.hints["J"]
    _items(tree).append(item_rows.new_item(f"{section}{number}", section, hint))


def recount(tree: Told) -> None:
    """Make sections and total the sums of their items."""
    rubric_drafting.recount(tree, desk().words)


def typed_over(draft: StandardDraft, posted: QueryDict) -> str:
    """Return the text as it would be with what is typed; the text as it is where that cannot be."""
    try:
        tree = actions.tree_of(draft)
    except Refusal:
        return draft.text
    if "place" in posted:
        place = str(posted["place"])
        items = items_of(tree)
        if not (place.isascii() and place.isdigit() and int(place[:6]) < len(items)):
            return draft.text
        form = ItemForm(items[int(place[:6])], tree, posted)
        keep_item(tree, place=int(place[:6]), form=form)
    else:
        HeadForm(tree, posted).put_into(tree)
    return rubric_writing.written(tree, preface=rubric_writing.preface_of(draft.text))


def copy_in_force(organization: Organization, *, pen: Pen) -> StandardDraft:
    """Begin a draft from the text in force, with a version of its own."""
    pin = engine.pin_for(organization.uid, pen.at.year)
    if pin.adoption:
        text = in_force.text_of(Adopted.objects.get(rec=pin.adoption))
    else:
        text = in_force.shipped_text(pin.purpose).decode()
    return actions.begin_from_text(organization, title=pin.standard.title, text=text, pen=pen)


def comments_lost(draft: StandardDraft) -> int:
    """Return how many comment lines inside the text would go when an item is kept."""
    return rubric_writing.inner_comments(draft.text)


def _beside(tree: Told) -> Tree:
    return {key: value for key, value in tree.items() if key != "items"}


def _items(tree: Told) -> list[Tree]:
    items = tree.setdefault("items", [])
    if not isinstance(items, list):
        raise CannotDraft(_("正文里的条款不是一个列表，请先在“正文”里改好。"))
    return items


def _at(tree: Told, place: int) -> int:
    """Return where the item stands among what the text lists, items or not."""
    items = _items(tree)
    return [n for n, each in enumerate(items) if isinstance(each, dict)][place]
