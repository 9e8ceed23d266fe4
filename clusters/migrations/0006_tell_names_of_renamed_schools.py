from django.db import migrations
from django.db.models import Count, F


def tell(apps, schema_editor):
    """Schools that were renamed so far carry their names in brief from now on."""
    School = apps.get_model("clusters", "School")
    renamed = School.objects.annotate(how_many=Count("names")).filter(how_many__gt=1)
    for school in renamed:
        rows = school.names.order_by(F("valid_from").asc(nulls_first=True), "pk")
        school.name_changes = "\n".join(
            f"{row.valid_from or ''}\t{row.name}" for row in rows
        )
        school.save(update_fields=["name_changes"])


class Migration(migrations.Migration):
    dependencies = [("clusters", "0005_names_and_authorities_of_a_day")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
