import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0005_intake_key"),
        ("matches", "0003_review_source"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ServingChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("refitted", "拟合后更好"),
                            ("promoted", "由人换上"),
                            ("rolled_back", "由人退回"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="理由")),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ShadowSuggestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveIntegerField(null=True)),
                ("served_rank", models.PositiveIntegerField(null=True)),
                ("probability", models.FloatField(null=True)),
                ("served_probability", models.FloatField(null=True)),
                ("recommended", models.BooleanField(default=False)),
                ("served_recommended", models.BooleanField(default=False)),
                ("disagreement", models.FloatField(default=0)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["version", "need", "rank"],
            },
        ),
        migrations.AddField(
            model_name="rankingmodelversion",
            name="is_shadow",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="similarities",
            field=models.JSONField(
                default=list,
                help_text="the numbers it was ranked by, as matching.similarity.FEATURES",
            ),
        ),
        migrations.AddConstraint(
            model_name="rankingmodelversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_shadow", True)),
                fields=("encoder",),
                name="one_shadow_model",
            ),
        ),
        migrations.AddConstraint(
            model_name="rankingmodelversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("serving", False), ("is_shadow", False), _connector="OR"),
                name="a_shadow_does_not_serve",
            ),
        ),
        migrations.AddField(
            model_name="servingchange",
            name="before",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="given_up",
                to="matches.rankingmodelversion",
            ),
        ),
        migrations.AddField(
            model_name="servingchange",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="serving_changes",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="servingchange",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="taken_up",
                to="matches.rankingmodelversion",
            ),
        ),
        migrations.AddField(
            model_name="shadowsuggestion",
            name="need",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="shadow_suggestions",
                to="catalogue.need",
            ),
        ),
        migrations.AddField(
            model_name="shadowsuggestion",
            name="offer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="shadow_suggestions",
                to="catalogue.offer",
            ),
        ),
        migrations.AddField(
            model_name="shadowsuggestion",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="shadow_suggestions",
                to="matches.matchrun",
            ),
        ),
        migrations.AddField(
            model_name="shadowsuggestion",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="shadow_suggestions",
                to="matches.rankingmodelversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="shadowsuggestion",
            constraint=models.UniqueConstraint(
                fields=("version", "need", "offer"), name="shadow_pair_once_a_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="shadowsuggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rank__isnull", False), ("served_rank__isnull", False), _connector="OR"
                ),
                name="shadow_pair_is_placed_by_one",
            ),
        ),
    ]
