import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0002_confidential_needs'),
        ('vault', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='need',
            name='sealed',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='need', to='vault.sealedtext'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_confidential', False), ('sealed__isnull', True)), models.Q(('is_confidential', True), ('sealed__isnull', False), ('text', ''), ('title__startswith', '保密需求 ')), _connector='OR'), name='confidential_needs_say_nothing'),
        ),
    ]
