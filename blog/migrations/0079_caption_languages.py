"""Write the languages of captions in one case. Captions in two languages that differ only by case stay as they
are: their page refuses the second, so that somebody chooses."""

from typing import Any

from django.db import migrations

from blog.common.db.languages import normalize_language


def normalize_languages(apps: Any, schema_editor: Any) -> None:
    tracks = apps.get_model("blog", "CaptionTrack").objects
    for pk, file, language in tracks.filter(language__contains="-").values_list("pk", "file", "language"):
        normalized = normalize_language(language)
        if not tracks.filter(file=file, language=normalized).exists():
            tracks.filter(pk=pk).update(language=normalized)


class Migration(migrations.Migration):
    dependencies = [("blog", "0078_path_of_comments_by_default")]
    operations = [migrations.RunPython(normalize_languages, migrations.RunPython.noop, elidable=True)]
