"""Index checks of quotations by verdict, for the desk's list."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0055_quotations_without_address")]
    operations = [
        AddIndexConcurrently(
            model_name="quotationcheck",
            index=models.Index(
                fields=["verdict", "-quotation"], name="quotationcheck_by_verdict"
            ),
        ),
    ]
