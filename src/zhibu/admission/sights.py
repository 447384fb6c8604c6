"""What a case's page shows of whom it is about: never the identity number, only its end."""

from dataclasses import dataclass
from datetime import date

from zhibu.admission import checks, queries
from zhibu.admission.models import Applicant, Stage
from zhibu.procedures.queries import File

SHOWN = 4  # signs of an identity number


@dataclass(frozen=True, slots=True)
class Person:
    """Whom an admission is about, as the page of the case tells it."""

    name: str
    sex: str
    birth_on: date
    education: str
    work: str
    received_on: date
    stage: str
    number: str
    probation_until: date | None
    member: str


def panel_of(file: File, applicant: Applicant) -> Person:
    """Return whom a case is about as it stands. One query."""
    stage = queries.stage_of(applicant.uid)
    on_probation = stage is Stage.PROBATIONER
    done = file.core.done if on_probation else ()
    return Person(
        name=applicant.name,
        sex=applicant.get_sex_display(),
        birth_on=applicant.birth_on,
        education=applicant.get_education_display(),
        work=applicant.work,
        received_on=applicant.received_on,
        stage=str(stage.label),
        number="*" * 14 + queries.number_of(applicant)[-SHOWN:],
        probation_until=checks.probation_until(done),
        member=applicant.uid if on_probation or stage is Stage.FULL else "",
    )
