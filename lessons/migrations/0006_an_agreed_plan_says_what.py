from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lessons", "0005_agreed_plans_name_their_revision")]

    operations = [
        migrations.AddConstraint(
            model_name='lessonplan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreed_at__isnull', False), ('agreed_revision__isnull', False), ('state', 'agreed')), models.Q(('state', 'agreed'), _negated=True), _connector='OR'), name='plan_agreed_says_what'),
        ),
    ]
