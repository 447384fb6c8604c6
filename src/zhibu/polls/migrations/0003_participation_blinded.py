"""What of a blinded token is remembered: its digest, so that the same may be signed again."""

from django.db import migrations

import zhibu.journal.fields


class Migration(migrations.Migration):
    dependencies = [("polls", "0002_no_order_of_arrival")]
    operations = [
        migrations.AddField(
            model_name="participation",
            name="blinded",
            field=zhibu.journal.fields.HashField(max_length=32, null=True),
        )
    ]
