"""Files brought so far become rows of the intake: who, when, which file, how many."""

from django.core.management.color import no_style
from django.db import migrations

KEPT = ("file_name", "person_id", "encoding", "created", "updated", "unchanged", "ignored_columns")


def move(apps, schema_editor):
    """Keeps the history; a file that was still waiting to be confirmed counts as put aside."""
    old = apps.get_model("catalogue", "Import")
    new = apps.get_model("intake", "Import")
    rows = old.objects.using(schema_editor.connection.alias).order_by("pk")
    for file in rows.iterator(chunk_size=50):
        state = {"confirmed": "confirmed"}.get(file.state, "discarded")
        made = new(pk=file.pk, kind=file.side, state=state, rows=len(file.rows))
        for name in KEPT:
            setattr(made, name, getattr(file, name))
        made.options = {"publish": file.publish}
        made.confirmed_at = made.finished_at = file.confirmed_at
        made.save(using=schema_editor.connection.alias)
        new.objects.using(schema_editor.connection.alias).filter(pk=file.pk).update(at=file.at)
    statements = schema_editor.connection.ops.sequence_reset_sql(no_style(), [new])
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ("catalogue", "0003_sealed_needs"),
        ("intake", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop, elidable=True),
        migrations.DeleteModel("Import"),
    ]
