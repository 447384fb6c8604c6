"""What the system holds already, for files to be laid beside."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from zhibu.admission import queries as admission
from zhibu.core.periods import Month
from zhibu.dues import queries as dues
from zhibu.honours.models import Commendation
from zhibu.intake.checking.world import Person, Unit
from zhibu.meetings.models import Meeting
from zhibu.party import queries as party
from zhibu.party.models import Affiliation, Organization, PostHeld, Term

_AT_ONCE = 400


class System:
    """The installation's organizations, rolls and records, asked as they are needed."""

    def units(self) -> Iterable[Unit]:
        """Return every organization that stands."""
        standing = Organization.objects.filter(dissolved_on=None).order_by("path")
        with_term = set(Term.objects.values_list("organization_id", flat=True))
        for one in standing:
            yield Unit(
                one.uid,
                one.name,
                one.level,
                one.founded_on,
                live_on=one.live_on,
                has_term=one.uid in with_term,
                form=one.form,
            )

    def fill(self, unit: Unit) -> None:
        """Put the people who ever belonged to a branch on its roll, with posts and groups."""
        posts: dict[str, list[tuple[str, date | None, date | None]]] = defaultdict(list)
        for held in PostHeld.objects.filter(organization=unit.uid):
            posts[held.member_id].append((held.post, held.from_on, held.until_on))
        rows = Affiliation.objects.filter(organization=unit.uid).select_related("member")
        for row in rows:
            unit.add(
                Person(
                    row.member_id,
                    row.member.name,
                    row.from_on,
                    row.until_on,
                    posts[row.member_id],
                    row.member.converted_on,
                )
            )
        for group in party.groups_of(unit.uid, date.max):
            unit.groups[group.name] = group.uid

    def holders(self, id_numbers: Iterable[str]) -> dict[str, tuple[str, str, str]]:
        """Return number → (member, branch, branch's name) of those registered already."""
        found = party.members_holding(id_numbers)
        here: dict[str, Organization] = {}
        uids = [member.uid for member in found.values()]
        for start in range(0, len(uids), _AT_ONCE):
            rows = Affiliation.objects.filter(
                member__in=uids[start : start + _AT_ONCE], until_on=None
            ).select_related("organization")
            here |= {row.member_id: row.organization for row in rows}
        return {
            number: (member.uid, here[member.uid].uid, here[member.uid].name)
            for number, member in found.items()
            if member.uid in here
        }

    def meetings(self, unit: Unit) -> set[tuple[str, date]]:
        """Return form and day of the meetings that are recorded for a branch."""
        rows = Meeting.objects.filter(branch=unit.uid, withdrawn=False)
        return set(rows.values_list("form", "held_on"))

    def collected(self, unit: Unit, year: int) -> set[tuple[str, Month]]:
        """Return member and month of the dues that are recorded for a branch and year."""
        told = dues.year_of(unit.uid, year)
        return {
            (member, Month.from_index(month)) for month, those in told.items() for member in those
        }

    def commended(self, unit: Unit) -> set[tuple[str, str, date]]:
        """Return member, title and day of the commendations that are recorded for a branch."""
        rows = Commendation.objects.filter(branch=unit.uid)
        return set(rows.values_list("member_id", "title", "given_on"))

    def applying(self, id_numbers: Iterable[str]) -> dict[str, str]:
        """Return number → branch of those whose admission runs, wherever that is."""
        return admission.applying_holders(id_numbers)

    def applicants(self, unit: Unit) -> set[tuple[str, date]]:
        """Return name and day of birth of those whose admission runs in a branch."""
        return admission.applying_in(unit.uid)

    def variant(self, unit: Unit, on: date) -> str:
        """Return by which variant a branch admitted on a day."""
        branch = Organization.objects.filter(uid=unit.uid).first()
        return admission.variant_of(branch, on) if branch else admission.DEFAULT_VARIANT


class Nothing(System):
    """An installation that holds nothing yet."""

    def units(self) -> Iterable[Unit]:
        """Return no organization."""
        return ()

    def fill(self, unit: Unit) -> None:
        """Leave the roll as the files have it."""

    def holders(self, id_numbers: Iterable[str]) -> dict[str, tuple[str, str, str]]:
        """Return nobody."""
        del id_numbers
        return {}

    def meetings(self, unit: Unit) -> set[tuple[str, date]]:
        """Return no meeting."""
        del unit
        return set()

    def collected(self, unit: Unit, year: int) -> set[tuple[str, Month]]:
        """Return no payment."""
        del unit, year
        return set()

    def commended(self, unit: Unit) -> set[tuple[str, str, date]]:
        """Return no commendation."""
        del unit
        return set()

    def applying(self, id_numbers: Iterable[str]) -> dict[str, str]:
        """Return nobody."""
        del id_numbers
        return {}

    def applicants(self, unit: Unit) -> set[tuple[str, date]]:
        """Return nobody."""
        del unit
        return set()

    def variant(self, unit: Unit, on: date) -> str:
        """Return the usual one."""
        del unit, on
        return admission.DEFAULT_VARIANT
