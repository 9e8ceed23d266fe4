from django.conf import settings
from django.db import migrations, models

NOT_KEPT = "Không ghi lý do."


def give_reasons(apps, schema_editor):
    """Parts that were put off or called off without a reason of their own: the session's, else the
    words that none was kept."""
    Part = apps.get_model("exchange_sessions", "Part")
    off = Part.objects.filter(state__in=["postponed", "cancelled"], state_reason="")
    for part in off.select_related("exchange"):
        part.state_reason = part.exchange.state_reason or NOT_KEPT
        part.save(update_fields=["state_reason"])


class Migration(migrations.Migration):

    dependencies = [
        ('clusters', '0002_address_style'),
        ('exchange_sessions', '0002_exchange_told_at'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(give_reasons, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='exchangesession',
            constraint=models.CheckConstraint(condition=models.Q(('address__in', ['dong_chi', 'thay_co'])), name='exchange_address'),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('planned', 'held')), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='exchange_part_off_with_reason'),
        ),
    ]
