import django.db.models.deletion
from django.db import migrations, models

import zhibu.journal.fields


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_records_stand")]

    operations = [
        migrations.AddField("payload", "salts", models.BinaryField(null=True)),
        migrations.AddField("payload", "erased", models.BinaryField(null=True)),
        migrations.AddField("payload", "withheld", models.BinaryField(null=True)),
        migrations.AddIndex(
            "leafrow",
            models.Index(
                condition=models.Q(("op__in", ["erase", "seal", "withdraw"])),
                fields=["unit", "op"],
                name="leaf_taken_away",
            ),
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("erased", models.BinaryField(null=True)),
                ("withholds", models.BooleanField()),
                ("applied", models.SmallIntegerField(default=0)),
                (
                    "act",
                    models.OneToOneField(
                        db_column="act_lh",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="journal.payload",
                    ),
                ),
                (
                    "payload",
                    models.ForeignKey(
                        db_column="lh",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasures",
                        to="journal.payload",
                    ),
                ),
            ],
            options={"db_table": "journal_erasure"},
        ),
        migrations.CreateModel(
            name="ErasureRequest",
            fields=[
                ("rec", models.CharField(max_length=28, primary_key=True, serialize=False)),
                (
                    "leaf",
                    zhibu.journal.fields.LeafField(
                        db_column="lh",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="journal.payload",
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=28)),
                ("person", models.CharField(max_length=28)),
                ("asked_at", models.DateTimeField()),
                ("state", models.CharField(max_length=8)),
            ],
            options={
                "db_table": "journal_erasure_request",
                "indexes": [models.Index(fields=["state", "asked_at"], name="erasure_open")],
            },
        ),
        migrations.CreateModel(
            name="ErasureVoice",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "request",
                        "person",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="voices",
                        to="journal.erasurerequest",
                    ),
                ),
                ("person", models.CharField(max_length=28)),
                (
                    "leaf",
                    zhibu.journal.fields.LeafField(
                        db_column="lh",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="journal.payload",
                    ),
                ),
                ("approves", models.BooleanField()),
                ("said_at", models.DateTimeField()),
            ],
            options={"db_table": "journal_erasure_voice"},
        ),
    ]
