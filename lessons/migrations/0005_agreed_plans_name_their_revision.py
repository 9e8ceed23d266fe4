from django.db import migrations


def name_the_revision(apps, schema_editor):
    """An agreed plan was agreed in its newest revision that stands; without one it is a draft."""
    plans = apps.get_model("lessons", "LessonPlan").objects
    revisions = apps.get_model("lessons", "PlanRevision").objects
    for plan in plans.filter(state="agreed"):
        newest = (
            revisions.filter(plan=plan, withdrawal=None).order_by("-number").first()
        )
        if newest is None:
            plans.filter(pk=plan.pk).update(state="draft")
        else:
            plans.filter(pk=plan.pk).update(
                agreed_revision=newest, agreed_at=newest.created_at
            )


class Migration(migrations.Migration):
    dependencies = [("lessons", "0004_rounds_observation_feedback")]

    operations = [
        migrations.RunPython(name_the_revision, migrations.RunPython.noop, elidable=True)
    ]
