"""On PostgreSQL: only what hashes to its name may wait, and nothing goes without a leaf in line.

The application's role inserts what waits, and rows for looking up. Without this it could have
bytes numbered that nobody can ever verify, and erase by a row of which no leaf tells.
"""

from django.db import migrations

STANDS = """RAISE EXCEPTION 'the journal stands: % allows no %', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';"""
UNCHANGED = """NEW.id = OLD.id AND NEW.lh = OLD.lh AND NEW.act_lh = OLD.act_lh
    AND NEW.withholds = OLD.withholds AND OLD.applied = 0 AND NEW.applied = 1"""
ACT = """EXISTS (
    SELECT 1 FROM journal_leaf l
    WHERE l.lh = NEW.act_lh AND l.prev = NEW.lh AND l.op IN ('erase', 'seal')
)"""
# A restricted leaf does not say what it is about.
LEAF = """EXISTS (
    SELECT 1 FROM (
        SELECT leaf FROM journal_pending WHERE lh = NEW.act_lh
        UNION ALL SELECT leaf FROM journal_entry WHERE lh = NEW.act_lh
    ) staged, LATERAL (SELECT convert_from(staged.leaf, 'UTF8')::json AS told) act
    WHERE act.told ->> 'op' IN ('erase', 'seal') AND (
        act.told ->> 'kind' = 'restricted' OR act.told ->> 'prev' =
            translate(rtrim(encode(NEW.lh, 'base64'), '='), '+/', '-_')
    )
)"""
ERASURES = f"""CREATE OR REPLACE FUNCTION journal_erasure_stands() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, {{SCHEMA}}, pg_temp AS $$
    BEGIN
        IF TG_OP = 'INSERT' AND NEW.applied = 0 AND {{ACT}} THEN RETURN NEW; END IF;
        IF TG_OP = 'UPDATE' AND {UNCHANGED} THEN RETURN NEW; END IF;
        {STANDS}
    END $$"""
PENDING = f"""CREATE FUNCTION journal_pending_is_leaf() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, {{SCHEMA}}, pg_temp AS $$
    BEGIN
        IF length(NEW.leaf) <= 4096 AND NEW.lh = sha256('\\x00'::bytea || NEW.leaf) THEN
            RETURN NEW;
        END IF;
        {STANDS}
    END $$"""
PENDING_ROWS = """CREATE TRIGGER journal_pending_is_leaf BEFORE INSERT OR UPDATE ON journal_pending
    FOR EACH ROW EXECUTE FUNCTION journal_pending_is_leaf()"""


def _run(schema_editor, *orders):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = connection.ops.quote_name(cursor.fetchone()[0])
        for order in orders:
            cursor.execute(order.replace("{SCHEMA}", schema))


def narrow(apps, schema_editor):
    lawful = f"{ACT} AND {LEAF}"
    _run(schema_editor, ERASURES.replace("{ACT}", lawful), PENDING, PENDING_ROWS)


def widen(apps, schema_editor):
    drop = "DROP FUNCTION journal_pending_is_leaf() CASCADE"
    _run(schema_editor, ERASURES.replace("{ACT}", ACT), drop)


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_payloads_change_by_an_act")]
    operations = [migrations.RunPython(narrow, widen)]
