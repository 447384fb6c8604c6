from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("procedures", "0002_materials_come_later")]

    operations = [
        migrations.AddIndex(
            model_name="casestep",
            index=models.Index(fields=["entered_at"], name="step_entered"),
        ),
    ]
