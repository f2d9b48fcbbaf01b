"""What memberships replaced goes; a credit code belongs to one organisation."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_first_memberships")]

    operations = [
        migrations.RemoveField(
            model_name='person',
            name='organisation',
        ),
        migrations.RemoveField(
            model_name='person',
            name='role',
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(condition=models.Q(('uscc', ''), _negated=True), fields=('uscc',), name='one_organisation_a_code'),
        ),
    ]
