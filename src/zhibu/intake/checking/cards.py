"""A member's row → the card as the party room keeps it, by the party room's own rules."""

from dataclasses import replace
from datetime import date
from typing import Any

from zhibu.core.refusal import Refusal
from zhibu.intake.checking.rows import MemberRow
from zhibu.party.cards import ITEMS, Card, tidy
from zhibu.party.sets import Sex

_SEXES = {"male": Sex.MALE.value, "female": Sex.FEMALE.value, "": Sex.UNSTATED.value}
_MOBILE_DIGITS = 11
_ANYBODY = "某人"
_COLUMNS = {
    "birth_on": "born_on",
    "converted_on": "full_on",
    "fixed_phone": "phone",
    "home_address": "address",
    "occupation": "position",
}


def fill_card(row: MemberRow) -> None:
    """Give a row without fault its card; whatever the party room refuses is told at its column.

    Of a row at fault the cells that are good are held against each other all the same.
    """
    card = _card(row, row.joined_on or date.max)
    for item in ITEMS:
        if row.line.blames(_COLUMNS.get(item, item)):
            card = _without(card, item)
    for _item in ITEMS:
        try:
            tidied = tidy(card)
        except Refusal as refusal:
            item = refusal.field or "name"
            _tell(row, _COLUMNS.get(item, item), str(refusal.words))
            card = _without(card, item)
        else:
            row.card = None if row.line.faulty else tidied
            return


def _tell(row: MemberRow, column: str, words: str) -> None:
    if not row.line.blames(column):
        row.line.fault(column, words)


def _without(card: Card, item: str) -> Card:
    """Return a card that says nothing of an item, so that the others can be judged.

    Whose day of birth is in doubt has no number either: the number tells that day.
    """
    if item in {"joined_on", "birth_on"}:
        card = replace(card, birth_on=None, id_number="")
        item = "converted_on" if item == "joined_on" else "birth_on"
    blank: dict[str, Any] = {
        "name": _ANYBODY, "sex": Sex.UNSTATED.value, "birth_on": None, "converted_on": None,
    }  # fmt: skip
    return replace(card, **{item: blank.get(item, "")})


def _card(row: MemberRow, joined_on: date) -> Card:
    mobile = row.phone.startswith("1") and len(row.phone) == _MOBILE_DIGITS
    return Card(
        name=row.name,
        sex=_SEXES[row.sex],
        joined_on=joined_on,
        converted_on=row.full_on,
        birth_on=row.born_on,
        ethnicity=row.ethnicity,
        id_number=row.id_number,
        education=row.education,
        occupation=row.occupation,
        native_place=row.native_place,
        phone=row.phone if mobile else "",
        fixed_phone="" if mobile else row.phone,
        home_address=row.address,
    )
