"""PostgreSQL clears away what a save has replaced early: a text is long, and each save leaves the last one behind.

By default a table waits until a fifth of it is dead, which with many dialogues is never while somebody types.
"""

from django.db import migrations

EARLY = "toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 500"
AS_EVER = "toast.autovacuum_vacuum_scale_factor, toast.autovacuum_vacuum_threshold"


def clear_early(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE dialogues_entry SET ({EARLY})")


def as_ever(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE dialogues_entry RESET ({AS_EVER})")


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0008_opening")]

    operations = [migrations.RunPython(clear_early, as_ever)]
