import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import apps.common.ids


class Migration(migrations.Migration):
    """The new columns, still empty where they stand for something: 0003 fills them, 0004 closes them."""

    dependencies = [
        ("assessment", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="taken",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="assignment",
            name="version",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="assignment",
            name="key",
            field=models.CharField(default=apps.common.ids.new_id, editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name="grading",
            name="learner",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="grading",
            name="turn",
            field=models.PositiveSmallIntegerField(null=True),
        ),
    ]
