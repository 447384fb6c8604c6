from django.db import migrations, models


def throw_drafts_away(apps, schema_editor):
    """Drafts hold nothing that was entered; their files are chosen again."""
    drafts = apps.get_model("intake", "Draft").objects
    drafts.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]

    operations = [
        migrations.RunPython(throw_drafts_away, migrations.RunPython.noop),
        migrations.RemoveField("DraftFile", "content"),
        migrations.AddField(
            "DraftFile", "content_sealed", models.BinaryField(default=b""), preserve_default=False
        ),
        migrations.RemoveField("Edit", "value"),
        migrations.AddField(
            "Edit", "value_sealed", models.BinaryField(default=b""), preserve_default=False
        ),
    ]
