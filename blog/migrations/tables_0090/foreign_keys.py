"""Foreign keys whose constraints do not have Django's names: columns that were added later."""

from django.db import migrations, models

_PICTURE = {"to": "blog.photo", "on_delete": models.PROTECT, "blank": True}
FIELDS = {
    ("source", "portrait"): {
        **_PICTURE,
        "related_name": "portrayed_sources",
        "verbose_name": "portrait",
    },
    ("photo", "agency"): {
        "to": "blog.source",
        "on_delete": models.SET_NULL,
        "blank": True,
        "related_name": "photos",
        "verbose_name": "agency",
        "help_text": "The agency or person who owns the picture.",
    },
    ("sitesettings", "icon"): {
        **_PICTURE,
        "related_name": "+",
        "verbose_name": "icon",
        "help_text": "Shown in tabs, on home screens and in feed readers. A square PNG of 192 to"
        " 1024 pixels.",
    },
    ("sitesettings", "icon_dark"): {
        **_PICTURE,
        "related_name": "+",
        "verbose_name": "icon on dark screens",
        "help_text": "For tabs of browsers that are set to dark colours. Leave empty to use the"
        " same icon.",
    },
    ("sitesettings", "logo"): {
        **_PICTURE,
        "related_name": "+",
        "verbose_name": "logo",
        "help_text": "Shown in place of the site’s name. Search engines see it as the logo of the"
        " publisher. A PNG or WebP with a transparent background fits every page.",
    },
    ("sitesettings", "logo_dark"): {
        **_PICTURE,
        "related_name": "+",
        "verbose_name": "logo on dark screens",
        "help_text": "For readers whose device is set to dark colours. Leave empty to use the same"
        " logo.",
    },
    ("sitesettings", "share_picture"): {
        **_PICTURE,
        "related_name": "+",
        "verbose_name": "sharing picture",
        "help_text": "Shown where somebody shares the home page, or a page without a card of its"
        " own. Best with 1200 × 630 pixels.",
    },
    ("embed", "file"): {
        "to": "blog.mediafile",
        "on_delete": models.PROTECT,
        "related_name": "embeds",
        "verbose_name": "file",
    },
    ("mediafile", "poster"): {
        **_PICTURE,
        "related_name": "posters",
        "verbose_name": "poster",
    },
}


def create_foreign_key(model, name, **options):
    return models.ForeignKey(db_index=False, null=True, **FIELDS[model, name], **options)


def _add_constraint(model, name):
    table, constraint = f"blog_{model}", f"blog_{model}_{name}_fk"
    other = FIELDS[model, name]["to"].replace(".", "_")
    return migrations.RunSQL(
        f'ALTER TABLE "{table}" ADD CONSTRAINT {constraint} FOREIGN KEY ({name}_id)'
        f" REFERENCES {other} (id) DEFERRABLE INITIALLY DEFERRED",
        f'ALTER TABLE "{table}" DROP CONSTRAINT {constraint}',
    )


ADD_CONSTRAINTS = [_add_constraint(*key) for key in FIELDS]
# The tables are created without them.
ALTER_FIELDS = [migrations.AlterField(*key, create_foreign_key(*key)) for key in FIELDS]
