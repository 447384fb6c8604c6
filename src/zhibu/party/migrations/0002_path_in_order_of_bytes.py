from django.db import migrations

_COLUMN = 'ALTER TABLE party_organization ALTER COLUMN path TYPE varchar(240) COLLATE "{}"'


def order_by_bytes(apps, schema_editor):
    """A subtree is a range of paths only where letters are compared as bytes (SQLite does)."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_COLUMN.format("C"))


def order_by_language(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_COLUMN.format("default"))


class Migration(migrations.Migration):
    dependencies = [("party", "0001_initial")]

    operations = [migrations.RunPython(order_by_bytes, order_by_language)]
