import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lessons.models.feedback


class Migration(migrations.Migration):
    """A ticket names its session and its person, so that whoever is taken off the list and put on it
    again answers once. Made anew: nobody could answer before."""

    dependencies = [
        ("exchange_sessions", "0013_each_rule_on_corrections_alone"),
        ("lessons", "0006_an_agreed_plan_says_what"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.DeleteModel("FeedbackTicket"),
        migrations.CreateModel(
            name="FeedbackTicket",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=lessons.models.feedback.drawn,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("client_key", models.CharField(blank=True, max_length=40)),
                (
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="feedback_tickets",
                        to="exchange_sessions.rosterentry",
                    ),
                ),
                (
                    "exchange",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feedback_tickets",
                        to="exchange_sessions.exchangesession",
                    ),
                ),
                (
                    "lesson",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feedback_tickets",
                        to="exchange_sessions.lesson",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entry", "lesson"),
                        name="feedback_ticket_once_a_lesson",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("lesson", None)),
                        fields=("entry",),
                        name="feedback_ticket_once_a_session",
                    ),
                    models.UniqueConstraint(
                        fields=("user", "lesson"),
                        name="feedback_ticket_person_a_lesson",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("lesson", None)),
                        fields=("user", "exchange"),
                        name="feedback_ticket_person_a_session",
                    ),
                ],
            },
        ),
    ]
