"""What lies beside the records is verified too: the rows and bytes of attachments."""

from datetime import date

import pytest

from tests import people
from tests.desk.test_erasing import PNG
from tests.notary.tampering import superuser
from zhibu.meetings import actions, attachments
from zhibu.meetings.models import StoredFile
from zhibu.meetings.parts import TopicTold
from zhibu.meetings.told import MeetingTold
from zhibu.notary import verify
from zhibu.notary.records import hand_of_system
from zhibu.notary.verify import Level

pytestmark = pytest.mark.django_db(transaction=True)
HAND = hand_of_system(people.at(2026, 11, 23))


@pytest.fixture
def photo(here):
    at = people.at(2026, 3, 14)
    file = attachments.store(branch=here.refining.uid, name="现场.png", content=PNG, at=at)
    told = MeetingTold(
        form="general_meeting", held_on=date(2026, 3, 13), place="三楼会议室", chair=here.member("陈可").uid,
        recorder=here.member("李明远").uid, topics=(TopicTold("学习", resolution="通过"),),
        attachments=attachments.attachments_of([file]),
    )  # fmt: skip
    by = people.hand(here.accounts.secretary, role="secretary", at=at)
    actions.hold_meeting(branch=here.refining, told=told, hand=by)
    return file


def named():
    found = verify.run(Level.TABLES, hand=HAND).faults
    return [(one.table, one.key.split()[0], one.column) for one in found]


def test_an_attachment_as_it_was_is_clean(photo):
    assert named() == []


def test_another_picture_under_the_old_name_is_named(photo):
    attachments.path_of(bytes(photo.sha256)).write_bytes(PNG + b"another")
    assert named() == [("attachments", f"uid={photo.uid}", "h")]


def test_a_picture_that_is_gone_is_named(photo):
    attachments.path_of(bytes(photo.sha256)).unlink()
    assert named() == [("attachments", f"uid={photo.uid}", "")]


def test_a_row_that_tells_otherwise_or_is_gone_is_named(photo):
    with superuser() as raw:
        raw.ask("UPDATE meetings_storedfile SET name = ?", "别的.png")
    assert named() == [("meetings_storedfile", f"uid={photo.uid}", "name")]

    StoredFile.objects.all().delete()
    assert named() == [("meetings_storedfile", f"uid={photo.uid}", "")]
