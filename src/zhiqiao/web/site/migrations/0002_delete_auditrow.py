"""The rows were taken into the chain of the audit app."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("site", "0001_initial"), ("audit", "0002_adopt")]

    operations = [migrations.DeleteModel(name="AuditRow")]
