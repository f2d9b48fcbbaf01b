"""The triggers, and the rows from before there was a chain."""

from django.db import migrations

from zhiqiao.web.audit.adopting import adopt
from zhiqiao.web.audit.triggers import put_up, take_down


class Migration(migrations.Migration):

    dependencies = [("audit", "0001_initial"), ("site", "0001_initial")]

    operations = [
        migrations.RunPython(adopt, migrations.RunPython.noop),
        migrations.RunPython(put_up, take_down),
    ]
