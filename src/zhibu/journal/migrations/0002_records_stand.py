"""Entries, payloads, leaves and facts stand: the database itself refuses to change them.

On SQLite triggers stop accidents, not whoever holds the file; there only witnesses protect.
"""

from django.db import migrations

STANDING = [
    "journal_entry", "journal_node", "journal_payload", "journal_leaf", "journal_fact",
    "journal_measure",
]

SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'the journal stands: {table} allows no {verb}'); END
"""

FUNCTION = """
CREATE FUNCTION journal_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal stands: % allows no %', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""

ROWS = """
CREATE TRIGGER {table}_rows_stand BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION journal_stands()
"""

TABLE = """
CREATE TRIGGER {table}_stands BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION journal_stands()
"""


def raise_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in STANDING:
            for verb in ("update", "delete"):
                schema_editor.execute(SQLITE.format(table=table, verb=verb))
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FUNCTION)
        for table in STANDING:
            cursor.execute(ROWS.format(table=table))
            cursor.execute(TABLE.format(table=table))
        cursor.execute("INSERT INTO journal_head (one, size) VALUES (1, 0)")


def lower_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in STANDING:
            for verb in ("update", "delete"):
                schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}")
        return
    schema_editor.execute("DROP FUNCTION journal_stands() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(raise_triggers, lower_triggers)]
