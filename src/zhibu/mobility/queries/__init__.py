"""What this room is asked. All bounded, each a constant number of queries."""

from zhibu.mobility.queries.floating import (
    Row,
    contacts_of,
    floating,
    open_floating_of,
    open_inflows,
    rows_of,
    was_contacted_in,
)
from zhibu.mobility.queries.letters import (
    arrivals_of,
    due_at,
    last_number,
    letter,
    letter_after,
    letters_from,
    letters_into,
    letters_to,
    number_of,
    open_letter_of,
    overdue_under,
    waiting,
    why_ended,
)
from zhibu.mobility.queries.reports import (
    Report,
    report_of,
    reports_of,
    sent_among,
    sent_report,
    was_sent,
)

__all__ = [
    "Report", "Row", "arrivals_of", "contacts_of", "due_at", "floating", "last_number", "letter",
    "letter_after", "letters_from", "letters_into", "letters_to", "number_of", "open_floating_of",
    "open_inflows", "open_letter_of", "overdue_under", "report_of", "reports_of", "rows_of",
    "sent_among", "sent_report", "waiting", "was_contacted_in", "was_sent", "why_ended",
]  # fmt: skip
