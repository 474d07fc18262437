"""Whether the first steps of a new site are hidden."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0063_unreadable_pdfs")]
    operations = [
        migrations.AddField(
            model_name="sitesettings",
            name="hides_first_steps",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        )
    ]
