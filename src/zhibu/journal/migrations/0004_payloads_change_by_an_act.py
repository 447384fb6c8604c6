"""A payload changes only by an act: an erase or seal leaf, and a row that says what must stand.

On PostgreSQL the application's role may not even insert that row: one function of the owner's does
both steps. On SQLite triggers stop accidents, not whoever holds the file.
"""

from django.db import migrations

LAWFUL = """EXISTS (
    SELECT 1 FROM journal_erasure e WHERE e.lh = OLD.lh AND e.applied = 0 AND NEW.lh = OLD.lh
    AND {same_erased} AND (NEW.withheld IS NOT NULL) = {withholds}
    AND (NEW.erased IS NULL OR (length(NEW.secret) = 0 AND NEW.salts IS NOT NULL))
    AND (OLD.erased IS NULL OR NEW.erased IS NOT NULL)
)"""
ACT = """EXISTS (
    SELECT 1 FROM journal_leaf l
    WHERE l.lh = NEW.act_lh AND l.prev = NEW.lh AND l.op IN ('erase', 'seal')
)"""
SQLITE_LAWFUL = LAWFUL.format(same_erased="NEW.erased IS e.erased", withholds="e.withholds")
PG_LAWFUL = LAWFUL.format(
    same_erased="NEW.erased IS NOT DISTINCT FROM e.erased", withholds="e.withholds"
)
UNCHANGED = """NEW.id = OLD.id AND NEW.lh = OLD.lh AND NEW.act_lh = OLD.act_lh
    AND NEW.withholds = OLD.withholds AND OLD.applied = 0 AND NEW.applied = 1"""

SQLITE = [
    "DROP TRIGGER journal_payload_no_update",
    f"""CREATE TRIGGER journal_payload_no_update BEFORE UPDATE ON journal_payload
    WHEN NOT {SQLITE_LAWFUL}
    BEGIN SELECT RAISE(ABORT, 'the journal stands: journal_payload allows no update'); END""",
    """CREATE TRIGGER journal_payload_changed AFTER UPDATE ON journal_payload
    BEGIN UPDATE journal_erasure SET applied = 1 WHERE lh = NEW.lh AND applied = 0; END""",
    f"""CREATE TRIGGER journal_erasure_by_act BEFORE INSERT ON journal_erasure
    WHEN NEW.applied <> 0 OR NOT {ACT}
    BEGIN SELECT RAISE(ABORT, 'the journal stands: nothing is erased without an act'); END""",
    f"""CREATE TRIGGER journal_erasure_no_update BEFORE UPDATE ON journal_erasure
    WHEN NOT ({UNCHANGED})
    BEGIN SELECT RAISE(ABORT, 'the journal stands: journal_erasure allows no update'); END""",
    """CREATE TRIGGER journal_erasure_no_delete BEFORE DELETE ON journal_erasure
    BEGIN SELECT RAISE(ABORT, 'the journal stands: journal_erasure allows no delete'); END""",
]
SQLITE_BACK = [
    "DROP TRIGGER journal_erasure_no_delete",
    "DROP TRIGGER journal_erasure_no_update",
    "DROP TRIGGER journal_erasure_by_act",
    "DROP TRIGGER journal_payload_changed",
    "DROP TRIGGER journal_payload_no_update",
    """CREATE TRIGGER journal_payload_no_update BEFORE update ON journal_payload
    BEGIN SELECT RAISE(ABORT, 'the journal stands: journal_payload allows no update'); END""",
]

STANDS = """RAISE EXCEPTION 'the journal stands: % allows no %', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';"""
POSTGRESQL = [
    "DROP TRIGGER journal_payload_rows_stand ON journal_payload",
    f"""CREATE FUNCTION journal_payload_changes() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, {{SCHEMA}}, pg_temp AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND {PG_LAWFUL} THEN
            UPDATE journal_erasure SET applied = 1 WHERE lh = OLD.lh AND applied = 0;
            RETURN NEW;
        END IF;
        {STANDS}
    END $$""",
    """CREATE TRIGGER journal_payload_rows_stand BEFORE UPDATE OR DELETE ON journal_payload
    FOR EACH ROW EXECUTE FUNCTION journal_payload_changes()""",
    f"""CREATE FUNCTION journal_erasure_stands() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, {{SCHEMA}}, pg_temp AS $$
    BEGIN
        IF TG_OP = 'INSERT' AND NEW.applied = 0 AND {ACT} THEN RETURN NEW; END IF;
        IF TG_OP = 'UPDATE' AND {UNCHANGED} THEN RETURN NEW; END IF;
        {STANDS}
    END $$""",
    """CREATE TRIGGER journal_erasure_rows_stand
    BEFORE INSERT OR UPDATE OR DELETE ON journal_erasure
    FOR EACH ROW EXECUTE FUNCTION journal_erasure_stands()""",
    """CREATE TRIGGER journal_erasure_stands BEFORE TRUNCATE ON journal_erasure
    FOR EACH STATEMENT EXECUTE FUNCTION journal_stands()""",
    # The one door: what a payload keeps of itself, by the act named. No search path of the
    # caller's reaches in.
    """CREATE FUNCTION journal_erase(
        target bytea, act bytea, kept_secret bytea, kept_salts bytea, kept_parts bytea,
        kept_sealed bytea, kept_withheld bytea, kept_erased bytea
    ) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, {SCHEMA}, pg_temp AS $$
    BEGIN
        INSERT INTO journal_erasure (lh, act_lh, erased, withholds, applied)
        VALUES (target, act, kept_erased, kept_withheld IS NOT NULL, 0);
        UPDATE journal_payload SET secret = kept_secret, salts = kept_salts, parts = kept_parts,
            sealed = kept_sealed, withheld = kept_withheld, erased = kept_erased
        WHERE lh = target;
    END $$""",
    "REVOKE ALL ON FUNCTION journal_erase FROM PUBLIC",
]
POSTGRESQL_BACK = [
    "DROP FUNCTION journal_erase",
    "DROP FUNCTION journal_erasure_stands() CASCADE",
    "DROP TRIGGER journal_erasure_stands ON journal_erasure",
    "DROP FUNCTION journal_payload_changes() CASCADE",
    """CREATE TRIGGER journal_payload_rows_stand BEFORE UPDATE OR DELETE ON journal_payload
    FOR EACH ROW EXECUTE FUNCTION journal_stands()""",
]


def _run(schema_editor, sqlite, postgresql):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        schema = ""
        if connection.vendor == "postgresql":
            cursor.execute("SELECT current_schema()")
            schema = connection.ops.quote_name(cursor.fetchone()[0])
        for order in sqlite if connection.vendor == "sqlite" else postgresql:
            cursor.execute(order.replace("{SCHEMA}", schema))


def raise_triggers(apps, schema_editor):
    _run(schema_editor, SQLITE, POSTGRESQL)


def lower_triggers(apps, schema_editor):
    _run(schema_editor, SQLITE_BACK, POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_what_is_erased")]
    operations = [migrations.RunPython(raise_triggers, lower_triggers)]
