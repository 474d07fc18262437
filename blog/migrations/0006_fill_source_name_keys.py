"""Set the keys of the names of existing sources."""

from django.db import migrations

from blog.common.text.across_scripts import list_search_keys

BATCH_SIZE = 1000


def fill(apps, schema_editor) -> None:
    model = apps.get_model("blog", "Source")
    batch = []
    for source in model.objects.only("name").iterator(BATCH_SIZE):
        source.name_keys = list_search_keys(source.name)
        batch.append(source)
        if len(batch) == BATCH_SIZE:
            model.objects.bulk_update(batch, ["name_keys"])
            batch = []
    model.objects.bulk_update(batch, ["name_keys"])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0005_source_name_keys")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
