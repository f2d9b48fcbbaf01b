from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matches", "0002_run_macs")]

    operations = [
        migrations.AddField(
            model_name="review",
            name="source",
            field=models.CharField(
                choices=[("review", "评分"), ("transfer", "项目结果")],
                default="review",
                max_length=10,
                verbose_name="来源",
            ),
        ),
    ]
