"""Registers and cards frozen at a half's end: once, by a record, and shown as they were."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from tests.people import at, card, hand
from tests.rooms.honours.test_honours import commended
from tests.rooms.meetings.facts import facts_of
from zhibu.journal import replay
from zhibu.journal.kinds import Book
from zhibu.ledgers import (
    actions,
    cards,
    earlier,
    keeping,
    library,
    queries,
    registers,
    spans,
    volumes,
)
from zhibu.ledgers.actions import CannotFreeze
from zhibu.ledgers.models import Frozen, FrozenCard, KeptFile
from zhibu.ledgers.registers import Asked
from zhibu.ledgers.wording import Sight
from zhibu.paper.document import texts_of
from zhibu.party import actions as party
from zhibu.party.models import ReadLog
from zhibu.worklog import actions as worklog
from zhibu.worklog.actions import WorkTold

BACKEND = "django.contrib.auth.backends.ModelBackend"
JULY = date(2026, 7, 3)


@pytest.fixture
def li_mingyuan(here):
    return hand(here.accounts.organization, role="organization", at=at(2026, 7, 3))


@pytest.fixture
def frozen(here, li_mingyuan):
    leaf = actions.freeze_half(branch=here.refining, year=2026, half=1, hand=li_mingyuan)
    return Frozen.objects.get(rec=leaf.rec)


def test_what_was_frozen_is_given_byte_for_byte_as_the_record_says(here, frozen):
    told = queries.told_of(frozen)
    given = [keeping.give(one.id, told.files) for one in told.files]
    assert len(given) == 1 + 8
    assert all(one.sound for one in given)


def test_bytes_that_were_changed_behind_the_record_are_found_out(here, frozen):
    told = queries.told_of(frozen)
    other = keeping.keep(
        branch=here.refining.uid, name="x.pdf", media="application/pdf", content=b"other",
        at=frozen.frozen_at,
    )  # fmt: skip
    forged = KeptFile.objects.get(uid=frozen.workbook)
    content = b"forged"
    forged.sealed = keeping.vault.seal(content, about=forged.uid.encode())
    forged.save()
    assert keeping.give(frozen.workbook, told.files).sound is False
    assert keeping.give(other.uid, told.files) is None


def test_a_later_change_moves_the_roster_and_not_what_was_frozen(here, li_mingyuan, frozen):
    party.register_member(
        branch=here.refining, card=card("新来的人"), since=date(2026, 7, 1), hand=li_mingyuan
    )
    today = Asked(here.refining, spans.half_of(2026, 2), JULY, sensitive=True)
    assert "新来的人" in [row[0] for row in registers.register_of("members", today).rows]
    content = keeping.give(frozen.workbook, queries.told_of(frozen).files).content
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    names = [row[1].value for row in sheet.iter_rows(min_row=3)]
    assert "陈可" in names
    assert "新来的人" not in names


def test_a_half_is_frozen_once_and_not_before_it_is_over(here, li_mingyuan, frozen):
    with pytest.raises(CannotFreeze, match="已经存档"):
        actions.freeze_half(branch=here.refining, year=2026, half=1, hand=li_mingyuan)
    with pytest.raises(CannotFreeze, match="没有过完"):
        actions.freeze_half(branch=here.refining, year=2026, half=2, hand=li_mingyuan)
    assert Frozen.objects.count() == 1


def test_the_record_states_what_the_branch_did_not_declare_itself(here, li_mingyuan):
    worklog.record_work(
        branch=here.refining, hand=li_mingyuan, told=WorkTold("rosters", date(2026, 6, 20))
    )
    actions.freeze_half(branch=here.refining, year=2026, half=1, hand=li_mingyuan)
    stated = facts_of(here.refining.uid, "ledgers")
    assert sum(value for key, value in stated.items() if "rosters" in str(key)) == 1


def test_what_was_frozen_can_be_told_again_from_the_journal(here, frozen):
    before = sorted(FrozenCard.objects.values_list("frozen_id", "member_id", "file"))
    replay.replay("ledgers")
    assert sorted(FrozenCard.objects.values_list("frozen_id", "member_id", "file")) == before
    assert len(before) == 8


def test_a_member_opens_the_own_frozen_card_and_nobody_elses(client, here, frozen):
    client.force_login(here.accounts.member, BACKEND)
    own = frozen.cards.get(member=here.member("王立新"))
    other = frozen.cards.get(member=here.member("赵兰"))
    assert get(client, frozen, own.file).status_code == 200
    assert get(client, frozen, other.file).status_code == 404
    assert get(client, frozen, frozen.workbook).status_code == 404


def get(client, frozen, file):
    return client.get(reverse("ledgers:frozen-file", args=[frozen.rec, file]))


def test_the_page_says_that_the_bytes_match(client, here, frozen):
    client.force_login(here.accounts.officer, BACKEND)
    page = client.get(reverse("ledgers:frozen", args=[frozen.rec]))
    assert "字节相符" in page.content.decode()


def test_all_nine_registers_open_and_sanctions_are_held_back(client, here):
    client.force_login(here.accounts.assessor, BACKEND)
    for key in registers.KEYS:
        page = client.get(reverse("ledgers:registers", args=[here.refining.uid]), {"register": key})
        assert page.status_code == 200
        assert ("只有支部书记" in page.content.decode()) == (key == "sanctions")
    book = client.get(reverse("ledgers:workbook", args=[here.refining.uid]))
    assert book.status_code == 403


def test_a_name_that_a_spreadsheet_would_run_is_made_harmless(here, li_mingyuan):
    party.register_member(
        branch=here.refining, since=date(2026, 5, 1), hand=li_mingyuan,
        card=card("赵四", occupation='=HYPERLINK("x")'),
    )  # fmt: skip
    asked = Asked(here.refining, spans.half_of(2026, 2), JULY, sensitive=True)
    book = openpyxl.load_workbook(BytesIO(registers.workbook_of(asked)))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert all(cell.data_type != "f" for cell in cells)
    assert '\'=HYPERLINK("x")' in [cell.value for cell in cells]


def test_a_printed_card_hides_what_is_sealed_from_all_but_its_member(here, li_mingyuan):
    zhao = party.register_member(
        branch=here.refining, since=date(2026, 5, 1), hand=li_mingyuan,
        card=card("赵四", phone="13912345678"),
    )  # fmt: skip
    shown = str(cards.document_of(zhao, on=JULY, opened=False, sanctions=True))
    assert "13912345678" not in shown
    assert "13912345678" in str(cards.document_of(zhao, on=JULY, opened=True, sanctions=True))


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"standing": "probationary"}, {"孙晓梅", "查思敏"}),
        ({"age": "61"}, {"贾𠮷"}),
        ({"post": "secretary"}, {"陈可", "周建国"}),
        ({"joined_from": "2020-01-01", "joined_until": "2020-12-31"}, {"吴静"}),
        ({"name": "买买提"}, {"买买提·艾力"}),
        ({"standing": "nonsense", "name": "解放"}, {"解放"}),
    ],
)
def test_the_committee_finds_members_by_their_cards(here, wanted, names):
    rows = library.found_under(here.committee, library.wanted_in(wanted), JULY)
    _page, lines = library.page_of(rows, "1", JULY)
    assert {one.name for one in lines} == names


def test_the_database_asks_as_often_for_many_as_for_few(
    client, here, django_assert_max_num_queries
):
    client.force_login(here.accounts.officer, BACKEND)
    with django_assert_max_num_queries(20):
        page = client.get(reverse("ledgers:library", args=[here.committee.uid]))
    assert "买买提·艾力" in page.content.decode()


def test_whoever_takes_the_list_away_is_noted_on_every_card(client, here):
    client.force_login(here.accounts.officer, BACKEND)
    client.get(reverse("ledgers:library-xlsx", args=[here.committee.uid]), {"name": "陈可"})
    assert [row.member_id for row in ReadLog.objects.all()] == [here.member("陈可").uid]


def test_an_assessor_has_no_business_in_the_database(client, here):
    client.force_login(here.accounts.assessor, BACKEND)
    page = client.get(reverse("ledgers:library", args=[here.committee.uid]))
    assert page.status_code == 403


def change(here, name, on, **changes):
    mine = hand(here.accounts.officer, at=at(2026, 7, 3))
    party.change_member(member=here.member(name), changed_on=on, hand=mine, **changes)


def test_a_half_is_frozen_as_of_its_day_and_not_as_of_the_moment(here, li_mingyuan):
    """What changed in July stands on no paper of 30 June; what June's late entry says does."""
    change(here, "王立新", date(2026, 6, 10), occupation="六月的班长")
    change(here, "王立新", date(2026, 7, 1), occupation="七月的班长")
    change(here, "王立新", date(2026, 7, 2), occupation="七月的工程师")
    commended(here, on=date(2026, 7, 1), when=at(2026, 7, 3), title="七月的表彰")
    day = date(2026, 6, 30)

    (then,) = earlier.as_read_on([here.member("王立新")], day)
    assert (here.member("王立新").occupation, then.occupation) == ("七月的工程师", "六月的班长")
    shown = str(cards.document_of(then, on=day, opened=False, sanctions=True))
    assert "六月的班长" in shown
    assert "七月" not in shown
    asked = Asked(here.refining, spans.half_of(2026, 1), day, sensitive=True)
    rows = registers.register_of("members", asked).rows
    assert [row[-1] for row in rows if row[0] == "王立新"] == ["六月的班长"]


def test_whoever_left_in_july_is_frozen_with_june(here, li_mingyuan):
    change(here, "赵兰", date(2026, 7, 2), stopped_on=date(2026, 7, 2))
    names = [one.name for one in earlier.members_on(here.refining, date(2026, 6, 30))]
    assert "赵兰" in names
    assert "赵兰" not in [one.name for one in earlier.members_on(here.refining, JULY)]


def test_the_box_says_what_was_frozen_and_no_identities(here, frozen):
    june = spans.half_of(2026, 1)
    shelf = volumes.shelf_of(
        here.refining, june, today=JULY, sight=Sight(people=True, amounts=True)
    )
    said = "\n".join(text for _role, text in texts_of(volumes.document_of(shelf, Book.BOX)))
    assert "2026年上半年四册五表存档" in said
    assert "党员电子信息卡 8 张" in said
    assert frozen.workbook not in said


def test_a_half_frozen_wrongly_is_taken_back_with_the_reason_and_frozen_anew(
    here, client, li_mingyuan, frozen
):
    place = reverse("ledgers:withdraw-frozen", args=[frozen.rec])
    for account, status in (("stranger", 404), ("member", 404), ("officer", 403)):
        client.force_login(getattr(here.accounts, account), BACKEND)
        assert client.post(place, {"reason": "名册有误"}).status_code == status
    client.force_login(here.accounts.secretary, BACKEND)
    assert client.post(place, {"reason": ""}).status_code == 422
    assert client.post(place, {"reason": "名册有误"}).status_code == 302
    assert not Frozen.objects.exists()
    actions.freeze_half(branch=here.refining, year=2026, half=1, hand=li_mingyuan)
    assert Frozen.objects.count() == 1


def test_a_member_finds_the_frozen_cards_from_the_own_card_and_opens_one(here, client, frozen):
    wang = here.member("王立新").uid
    client.force_login(here.accounts.member, BACKEND)
    place = reverse("ledgers:versions", args=[wang])
    assert place in client.get(reverse("party:member", args=[wang])).content.decode()
    page = client.get(place)
    file = page.context["cards"][0].file
    opened = reverse("ledgers:frozen-file", args=[frozen.rec, file])
    assert opened in page.content.decode()
    assert client.get(opened).status_code == 200
    assert (
        client.get(reverse("ledgers:versions", args=[here.member("赵兰").uid])).status_code == 404
    )
