"""A published checkpoint stands, and so does a cosignature: the database refuses to change them.

An internal checkpoint may go. Nothing is updated: publishing one is a delete and an insert.
"""

from django.db import migrations

KEPT = "notary_checkpoint"
STANDING = "notary_cosignature"

SQLITE = [
    """
    CREATE TRIGGER notary_checkpoint_no_update BEFORE UPDATE ON notary_checkpoint
    BEGIN SELECT RAISE(ABORT, 'a checkpoint stands: notary_checkpoint allows no update'); END
    """,
    """
    CREATE TRIGGER notary_checkpoint_no_delete BEFORE DELETE ON notary_checkpoint
    WHEN OLD.why <> ''
    BEGIN SELECT RAISE(ABORT, 'a published checkpoint stands'); END
    """,
    """
    CREATE TRIGGER notary_cosignature_no_update BEFORE UPDATE ON notary_cosignature
    BEGIN SELECT RAISE(ABORT, 'a cosignature stands'); END
    """,
    """
    CREATE TRIGGER notary_cosignature_no_delete BEFORE DELETE ON notary_cosignature
    BEGIN SELECT RAISE(ABORT, 'a cosignature stands'); END
    """,
]
NAMES = (
    "notary_checkpoint_no_update", "notary_checkpoint_no_delete",
    "notary_cosignature_no_update", "notary_cosignature_no_delete",
)  # fmt: skip

FUNCTION = """
CREATE FUNCTION notary_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'notary_checkpoint' THEN
        IF OLD.why = '' THEN RETURN OLD; END IF;
    END IF;
    RAISE EXCEPTION 'what was published stands: % allows no %', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
ROWS = """
CREATE TRIGGER {table}_rows_stand BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION notary_stands()
"""
TABLE = """
CREATE TRIGGER {table}_stands BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION notary_stands()
"""


def raise_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for order in SQLITE:
            schema_editor.execute(order)
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FUNCTION)
        for table in (KEPT, STANDING):
            cursor.execute(ROWS.format(table=table))
            cursor.execute(TABLE.format(table=table))


def lower_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in NAMES:
            schema_editor.execute(f"DROP TRIGGER {name}")
        return
    schema_editor.execute("DROP FUNCTION notary_stands() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("notary", "0001_initial")]
    operations = [migrations.RunPython(raise_triggers, lower_triggers)]
