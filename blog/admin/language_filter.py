"""Filter of lists by language."""

from typing import Any

from django.contrib import admin
from django.db import connection
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from blog.common.db.languages import get_language_name
from blog.common.text.folding import fold


class LanguageFilter(admin.SimpleListFilter):
    """Offer the languages in `languages_sql`, as `build_distinct_sql` builds it. One query."""

    title = _("language")
    parameter_name = "language"
    languages_sql: str

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH RECURSIVE {self.languages_sql} SELECT code FROM languages WHERE code <> ''"
            )
            codes = [code for (code,) in cursor.fetchall()]
        named = [(code, capfirst(get_language_name(code))) for code in codes]
        return sorted(named, key=lambda choice: fold(choice[1]))
