"""The files of a procedure's materials go where attachments go: checked, backed up, taken away."""

from datetime import date

import pytest

from tests.notary.scenes import NOON, later, number, open_journal
from tests.people import at, hand
from tests.rooms.procedures.definition import FIRST, SECOND
from zhibu.desk import exporting
from zhibu.meetings import attachments
from zhibu.meetings.models import StoredFile
from zhibu.notary import checkpoints, verify
from zhibu.notary.backup import making, restoring
from zhibu.notary.backup.restoring import Outside
from zhibu.notary.checkpoints import Why
from zhibu.notary.records import hand_of_system
from zhibu.notary.verify import Level
from zhibu.procedures import actions, defined
from zhibu.procedures.papers import Held

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("places")]
LETTER = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n"
LATE = LETTER + b"late"
OPENED = date(2026, 2, 9)


@pytest.fixture
def filed(here):
    """Return the records of a step with a file, and of another file that came to it later."""
    open_journal()
    mine = hand(here.accounts.secretary, role="secretary", at=at(2026, 2, 10))
    with defined.lent(FIRST, SECOND):
        case = actions.open_case(
            family="trial", variant="", organization=here.refining, subject="", hand=mine,
            subject_name="林晓晨", opened_on=OPENED, context={},
        )  # fmt: skip
        step = actions.complete(
            case=case, step="application", on=OPENED, values={}, hand=mine,
            papers=[kept(here, "申请书.pdf", LETTER)],
        )  # fmt: skip
        added = actions.add_material(
            case=case, rec=step.rec, on=date(2026, 2, 10), hand=mine,
            papers=[kept(here, "补页.pdf", LATE)],
        )  # fmt: skip
        yield step, added


def kept(here, name: str, content: bytes) -> Held:
    file = attachments.store(
        branch=here.refining.uid, name=name, content=content, at=at(2026, 2, 10)
    )
    return Held("letter", attachments.attachments_of([file]))


def faults():
    found = verify.run(Level.TABLES, hand=hand_of_system(later(60))).faults
    return [(one.table, one.key.split()[0], one.column) for one in found]


@pytest.mark.parametrize("name", ["申请书.pdf", "补页.pdf"])
def test_another_file_under_the_old_name_is_named(filed, name):
    file = StoredFile.objects.get(name=name)
    assert faults() == []

    attachments.path_of(bytes(file.sha256)).write_bytes(LETTER + b"another")

    assert faults() == [("attachments", f"uid={file.uid}", "h")]


def test_each_record_is_taken_away_with_its_file(filed):
    taken = [[content for _name, content in exporting.files_of(one.lh)] for one in filed]

    assert taken == [[LETTER], [LATE]]


def test_a_backup_brings_the_files_back(filed, tmp_path, elsewhere_empty):
    number()
    outside = checkpoints.publish(NOON, Why.DAILY)
    place = tmp_path / "day.zhibu.tar"
    making.make(str(place), at=later(60))

    with elsewhere_empty():
        held = Outside.parse(outside.data)
        restoring.restore(str(place), outside=held, hand=hand_of_system(later(86_400)))

        found = {one.name: attachments.content_of(one) for one in StoredFile.objects.all()}
        assert found == {"申请书.pdf": LETTER, "补页.pdf": LATE}
