"""Who may do what in PostgreSQL: the application inserts, the sequencer numbers, nobody edits.

Run by the owner after migrations. Names of the roles are settings of the installation.
"""

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

APP = "zhibu_app"
SEQUENCER = "zhibu_sequencer"
AUDIT = "zhibu_audit"

_READ = ("journal_entry", "journal_node", "journal_head", "journal_erasure")
_INSERT = (
    "journal_pending", "journal_payload", "journal_leaf", "journal_fact", "journal_measure",
)  # fmt: skip
# The notary's, by name: heads that were signed, and witnesses' lines under them.
_HEADS = ("notary_checkpoint", "notary_cosignature")
_CHANGE = (
    "journal_unit", "journal_unripe", "journal_tally", "journal_subject_sum", "journal_year",
    "journal_erasure_request", "journal_erasure_voice",
)  # fmt: skip
# Who audits reads what is proved and what was told from it; not who signs in, nor what lies staged.
_PRIVATE = ("auth", "sessions", "axes", "intake", "desk")
_WHO_SIGNS_IN = "party_account"
# Nor what could tell, while a poll is open, who answered when, and so whose ballot is whose.
_SECRET_BALLOTS = {
    f"polls_{one}" for one in ("participation", "ballot", "ballotbox", "ticket", "token", "pollkey")
}


def grant(connection: BaseDatabaseWrapper, *, app: str = APP, sequencer: str = SEQUENCER) -> None:
    """Give the application's and the sequencer's roles exactly what they need.

    Does nothing on other databases. The roles must exist.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for statement in _statements(app, sequencer):
            cursor.execute(statement)


def grant_reading(connection: BaseDatabaseWrapper, *, audit: str = AUDIT) -> None:
    """Let the audit's role read the journal, the heads and the rooms' tables, and write nothing.

    Does nothing on other databases, or where nobody made such a role.
    """
    if connection.vendor != "postgresql" or not _is_there(connection, audit):
        return
    told = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in _PRIVATE and model._meta.db_table != _WHO_SIGNS_IN
    }
    told -= _SECRET_BALLOTS
    tables = sorted(told.intersection(connection.introspection.table_names()))
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {audit}")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {audit}")
        cursor.execute(f"GRANT SELECT ON {', '.join(tables)} TO {audit}")


def _is_there(connection: BaseDatabaseWrapper, role: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        return cursor.fetchone() is not None


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
        f"GRANT EXECUTE ON FUNCTION journal_erase TO {app}",
        f"GRANT SELECT, UPDATE, DELETE ON journal_pending TO {sequencer}",
        f"GRANT SELECT, INSERT ON journal_entry, journal_node TO {sequencer}",
        f"GRANT SELECT, UPDATE ON journal_head TO {sequencer}",
        f"GRANT SELECT, INSERT ON {', '.join(_HEADS)} TO {sequencer}",
        f"GRANT DELETE ON notary_checkpoint TO {sequencer}",
        f"GRANT USAGE, SELECT ON SEQUENCE notary_cosignature_id_seq TO {sequencer}",
    ]
