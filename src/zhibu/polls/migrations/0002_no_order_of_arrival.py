"""On SQLite a table numbers its rows as they come. These tables must not: they hold ballots.

``WITHOUT ROWID`` keeps rows in the order of their random keys. PostgreSQL has no such tables; there
rows are written anew in the order of their keys when a poll closes.
"""

from django.db import migrations

TABLES = ("polls_participation", "polls_ballot", "polls_ballotbox", "polls_token")


def forget_order(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table]
            )
            (made,) = cursor.fetchone()
            cursor.execute(f"DROP TABLE {table}")
            cursor.execute(f"{made} WITHOUT ROWID")


class Migration(migrations.Migration):
    dependencies = [("polls", "0001_initial")]
    operations = [migrations.RunPython(forget_order, migrations.RunPython.noop)]
