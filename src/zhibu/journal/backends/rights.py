"""Who may do what in PostgreSQL: the application inserts, the sequencer numbers, nobody edits.

Run by the owner after migrations. Names of the roles are settings of the installation.
"""

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

APP = "zhibu_app"
SEQUENCER = "zhibu_sequencer"

_READ = ("journal_entry", "journal_node", "journal_head")
_INSERT = (
    "journal_pending", "journal_payload", "journal_leaf", "journal_fact", "journal_measure",
)  # fmt: skip
# The notary's, by name: heads that were signed, and witnesses' lines under them.
_HEADS = ("notary_checkpoint", "notary_cosignature")
_CHANGE = ("journal_unit", "journal_unripe", "journal_tally", "journal_subject_sum", "journal_year")


def grant(connection: BaseDatabaseWrapper, *, app: str = APP, sequencer: str = SEQUENCER) -> None:
    """Give the application's and the sequencer's roles exactly what they need.

    Does nothing on other databases. The roles must exist.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for statement in _statements(app, sequencer):
            cursor.execute(statement)


def _statements(app: str, sequencer: str) -> list[str]:
    ours = [model._meta.db_table for model in apps.get_app_config("journal").get_models()]
    return [
        f"GRANT USAGE ON SCHEMA public TO {app}, {sequencer}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app}",
        f"REVOKE ALL ON {', '.join((*ours, *_HEADS))}, django_migrations FROM {app}",
        f"GRANT SELECT ON {', '.join((*_READ, *_HEADS))}, django_migrations TO {app}",
        f"GRANT SELECT, INSERT ON {', '.join(_INSERT)} TO {app}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(_CHANGE)} TO {app}",
        f"GRANT SELECT, UPDATE, DELETE ON journal_pending TO {sequencer}",
        f"GRANT SELECT, INSERT ON journal_entry, journal_node TO {sequencer}",
        f"GRANT SELECT, UPDATE ON journal_head TO {sequencer}",
        f"GRANT SELECT, INSERT ON {', '.join(_HEADS)} TO {sequencer}",
        f"GRANT DELETE ON notary_checkpoint TO {sequencer}",
        f"GRANT USAGE, SELECT ON SEQUENCE notary_cosignature_id_seq TO {sequencer}",
    ]
