from collections import Counter
from typing import Any

from django.db import migrations
from django.db.models import F


def fill(apps: Any, schema_editor: Any) -> None:
    """Number each learner's submissions to an assignment in the order of their arrival."""
    assignments = apps.get_model("assessment", "Assignment").unscoped
    gradings = apps.get_model("assessment", "Grading").unscoped
    turns: Counter[tuple[str, int]] = Counter()
    rows = gradings.order_by("submission__submitted_at", "submission_id").values_list(
        "pk", "assignment_id", "submission__submitted_by_id"
    )
    for grading, assignment, learner in list(rows):
        turns[assignment, learner] += 1
        gradings.filter(pk=grading).update(learner_id=learner, turn=turns[assignment, learner])
    # A column added with a callable default has the same key in every row.
    assignments.update(key=F("id"))
    assignments.filter(gradings__isnull=False).update(taken=True)


class Migration(migrations.Migration):
    dependencies = [("assessment", "0002_turns_and_versions")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
