from django.db import migrations, models


def ask_again(apps, schema_editor):
    """Until now one value meant both "not agreed yet" and "nobody has said anything": nobody's
    answer is assumed, so these are asked again. Both keep a photo out of print."""
    photos = apps.get_model("reports", "Photo").objects
    photos.filter(consent="missing").update(consent="unsaid")


def back(apps, schema_editor):
    photos = apps.get_model("reports", "Photo").objects
    photos.filter(consent="unsaid").update(consent="missing")


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_claims_of_bulletins")]

    operations = [
        migrations.RemoveConstraint(model_name="photo", name="photo_consent"),
        migrations.AlterField(
            model_name="photo",
            name="consent",
            field=models.CharField(
                choices=[
                    ("not_needed", "No pupil can be recognised"),
                    ("unsaid", "Pupils: not answered yet"),
                    ("missing", "Consent not settled"),
                    ("given", "Consent given"),
                    ("withdrawn", "Consent withdrawn"),
                ],
                default="unsaid",
                max_length=10,
            ),
        ),
        migrations.RunPython(ask_again, back),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    consent__in=["not_needed", "unsaid", "missing", "given", "withdrawn"]
                ),
                name="photo_consent",
            ),
        ),
    ]
