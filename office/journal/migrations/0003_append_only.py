"""The journal is one chain (nothing follows the same entry twice) and is append-only."""

from django.db import migrations, models

from office.journal.triggers import create_triggers, drop_triggers


class Migration(migrations.Migration):

    dependencies = [("journal", "0002_initial")]

    operations = [
        migrations.AlterField(
            model_name="entry", name="previous", field=models.CharField(max_length=64, unique=True)
        ),
        migrations.RunPython(
            lambda apps, editor: create_triggers(editor.connection),
            lambda apps, editor: drop_triggers(editor.connection),
        ),
    ]
