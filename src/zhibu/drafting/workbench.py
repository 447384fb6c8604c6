"""What every draft is made with: the words of rubrics, the facts in use, the compiler."""

from functools import cache

from zhibu import standards
from zhibu.assessment import in_force
from zhibu.core import rubric_words
from zhibu.core.rubric_drafting import Desk
from zhibu.core.standard import Standard
from zhibu.journal import facts, kinds

FILENAME = "standard.yaml"


@cache
def desk() -> Desk:
    """Return the workbench; everything on it comes from data files and registered kinds."""
    return Desk(_words(), known(), compiled)


@cache
def known() -> frozenset[str]:
    """Return the facts that some kind of record states."""
    return frozenset(facts.known().known_from(kinds.fact_names()))


def compiled(text: str) -> Standard:
    """Compile a draft in the profile 减负. Raises StandardFault."""
    return in_force.compile_text(text, filename=FILENAME)


@cache
def _words() -> rubric_words.Words:
    return rubric_words.load(standards.text("rubrics.yaml"))
