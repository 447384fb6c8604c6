"""What is recorded besides the steps of a case: which polls test it, which grades were given."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.appraisal.models import DemocraticTest, MemberGrade
from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.kinds import Book
from zhibu.journal.log import Leaf, Op


def project_tested(opened: "TestOpened", leaf: Leaf) -> None:
    """Write which poll tests a case, or take it back."""
    DemocraticTest.objects.filter(rec=leaf.rec).delete()
    if leaf.op is not Op.WITHDRAW:
        DemocraticTest.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, case_id=opened.case, poll_id=opened.poll,
            members=list(opened.members),
        )  # fmt: skip


@kinds.register("appraisal.test_opened", version=1, title=_("民主测评开始"), project=project_tested)
@dataclass(frozen=True, slots=True)
class TestOpened:
    """A poll tests a case; its questions are about these members, in this order."""

    case: str
    poll: str
    members: tuple[str, ...]
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()


@dataclass(frozen=True, slots=True)
class Graded:
    """One member and the grade that was proposed."""

    member: str
    grade: str


def project_graded(given: "GradesGiven", leaf: Leaf) -> None:
    """Write a case's grades anew: the latest list counts whole."""
    if leaf.op is Op.WITHDRAW:
        MemberGrade.objects.filter(rec=leaf.rec).delete()
        return
    MemberGrade.objects.filter(case=given.case).delete()
    MemberGrade.objects.bulk_create(
        MemberGrade(
            rec=leaf.rec, leaf_id=leaf.lh, case_id=given.case, member_id=one.member,
            year=given.year, grade=one.grade, graded_on=given.on,
        )
        for one in given.grades
    )  # fmt: skip


@kinds.register(
    "appraisal.graded",
    version=1,
    title=_("民主评议评定等次"),
    project=project_graded,
    people=("grades",),
    book=Book.BOX,
)
@dataclass(frozen=True, slots=True)
class GradesGiven:
    """The committee or the members' meeting proposed a grade for each full member."""

    case: str
    branch: str
    year: int
    grades: tuple[Graded, ...]
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()
