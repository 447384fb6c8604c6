from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="settled_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="application",
            name="settled_rec",
            field=models.CharField(default="", max_length=28),
        ),
    ]
