"""Names that were typed at sign-in, which another package kept, go with its tables."""

from django.db import migrations

TABLES = (
    "axes_accessattemptexpiration", "axes_accessattempt", "axes_accessfailurelog", "axes_accesslog",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("signing_in", "0001_initial")]

    operations = [
        migrations.RunSQL([f"DROP TABLE IF EXISTS {table}" for table in TABLES], elidable=True)
    ]
