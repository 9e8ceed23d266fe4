from django.db import migrations, models

TAKEN_BACK = "taken_back"
WORDS = (
    "Taken back by the author to change it.",
    "Tác giả lấy lại để sửa.",
)


def name_the_reason(apps, schema_editor):
    """What authors' own taking back wrote in whatever language they read is said at display now."""
    articles = apps.get_model("reports", "Article").objects
    articles.filter(state_reason__in=WORDS).update(state_reason=TAKEN_BACK)


def write_the_words(apps, schema_editor):
    articles = apps.get_model("reports", "Article").objects
    articles.filter(state_reason=TAKEN_BACK).update(state_reason=WORDS[1])


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_withdrawn_after_issue")]

    operations = [
        migrations.AddField(
            model_name="bulletin",
            name="claim",
            field=models.CharField(blank=True, default="", max_length=32),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="bulletin",
            name="claimed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RemoveConstraint(model_name="photo", name="photo_visibility"),
        migrations.RemoveField(model_name="photo", name="visibility"),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(origin__in=["drafted", "typed", "taken_over"]),
                name="article_origin",
            ),
        ),
        migrations.RunPython(name_the_reason, write_the_words),
    ]
