"""The tables, functions and roles that the migrations up to 0090 leave in an empty database.

The SQL files run in the order of those migrations: later ones replace functions of earlier ones.
"""

from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations

from accounts import roles
from blog.migrations.tables_0090 import (
    blocks,
    comments,
    dossiers,
    evidence,
    foreign_keys,
    labels,
    media_files,
    moderation,
    photos,
    posts,
    quotations,
    revisions,
    seals,
    search,
    series,
    site,
    source_facts,
    source_history,
    sources,
    workflow,
)
from lib.sql_files import run_sql
from lib.squashed_migrations import SquashedOperations

# A merge of sources moves quotations by the hundred thousand, see 0076.
VACUUM_SQL = """ALTER TABLE "blog_pullquote" SET (autovacuum_vacuum_scale_factor = 0.03)"""
NO_VACUUM_SQL = """ALTER TABLE "blog_pullquote" RESET (autovacuum_vacuum_scale_factor)"""


def create_roles(apps, schema_editor):
    # Permissions are otherwise created after the last migration; the groups need them now.
    for name in ("accounts", "blog", "mail", "redirects"):
        config = apps.get_app_config(name)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    roles.apply(apps.get_model("auth", "Group"), apps.get_model("auth", "Permission"))


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("blog", "0001_initial"),
        ("blog", "0002_functions_and_triggers"),
        ("blog", "0003_roles"),
        ("blog", "0004_attribution_urls"),
        ("blog", "0005_source_name_keys"),
        ("blog", "0006_fill_source_name_keys"),
        ("blog", "0007_source_name_keys_index"),
        ("blog", "0008_sources_dossiers_photo_changes"),
        ("blog", "0009_rights_and_portraits"),
        ("blog", "0010_photo_by_rights"),
        ("blog", "0011_photo_rights_end"),
        ("blog", "0012_photo_by_agency"),
        ("blog", "0013_photo_duplicates"),
        ("blog", "0014_photo_without_perceptual_hash"),
        ("blog", "0015_photo_withdrawn"),
        ("blog", "0016_source_portraits"),
        ("blog", "0017_source_duplicates"),
        ("blog", "0018_foreign_keys_not_valid"),
        ("blog", "0019_foreign_keys_valid"),
        ("blog", "0020_page_cache"),
        ("blog", "0021_roles"),
        ("blog", "0022_photo_searched"),
        ("blog", "0023_dataset_files"),
        ("blog", "0024_source_tasks"),
        ("blog", "0025_photo_without_credit"),
        ("blog", "0026_photo_without_alt"),
        ("blog", "0027_source_counter_by_count"),
        ("blog", "0028_embeds"),
        ("blog", "0029_note_blocks"),
        ("blog", "0030_note_blocks_valid"),
        ("blog", "0031_figure_layouts"),
        ("blog", "0032_appearance"),
        ("blog", "0033_appearance_pictures_not_valid"),
        ("blog", "0034_appearance_pictures_valid"),
        ("blog", "0035_home_layout"),
        ("blog", "0036_pinned_posts_index"),
        ("blog", "0037_media_files"),
        ("blog", "0038_embed_file_index"),
        ("blog", "0039_own_posts"),
        ("blog", "0040_own_posts_roles"),
        ("blog", "0041_automatic_saves"),
        ("blog", "0042_series_templates_views"),
        ("blog", "0043_series_roles"),
        ("blog", "0044_source_batches_and_pairs"),
        ("blog", "0046_evidence"),
        ("blog", "0048_evidence_hosts"),
        ("blog", "0049_unpublished_words"),
        ("blog", "0050_unpublished_languages"),
        ("blog", "0051_quotations_by_date_said"),
        ("blog", "0052_quotations_by_language"),
        ("blog", "0053_quotations_by_kind"),
        ("blog", "0054_quotations_without_source"),
        ("blog", "0055_quotations_without_address"),
        ("blog", "0056_quotations_by_verdict"),
        ("blog", "0057_handed_in_copies"),
        ("blog", "0058_no_hosts_of_pages"),
        ("blog", "0059_no_hosts_of_links"),
        ("blog", "0060_seals"),
        ("blog", "0062_verdicts_and_archives"),
        ("blog", "0063_unreadable_pdfs"),
        ("blog", "0064_first_steps"),
        ("blog", "0065_browser_copies"),
        ("blog", "0066_evidence_publications"),
        ("blog", "0067_figure_is_lead"),
        ("blog", "0068_replies_together"),
        ("blog", "0069_words_and_pairs_in_batches"),
        ("blog", "0070_opened_by"),
        ("blog", "0071_opened_by_index"),
        ("blog", "0072_quotations_without_source_by_language"),
        ("blog", "0073_revision_blocks_and_statistics"),
        ("blog", "0074_captions"),
        ("blog", "0075_posters_index"),
        ("blog", "0076_merge_later_vacuum_sooner"),
        ("blog", "0077_posts_by_date_and_status"),
        ("blog", "0078_path_of_comments_by_default"),
        ("blog", "0079_caption_languages"),
        ("blog", "0080_media_take_downs"),
        ("blog", "0081_names_of_fields"),
        ("blog", "0082_last_change_of_dossiers"),
        ("blog", "0083_folded_slugs_of_posts"),
        ("blog", "0084_folded_slugs_of_labels"),
        ("blog", "0085_folded_slugs_of_sources"),
        ("blog", "0086_file_names_of_photos"),
        ("blog", "0087_photo_texts_and_name"),
        ("blog", "0088_remove_photo_searched"),
        ("blog", "0089_generated_notes"),
        ("blog", "0090_help_of_links"),
    ]
    dependencies = [
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("mail", "0001_initial"),
        ("page_cache", "0002_functions_and_triggers"),
        ("redirects", "0002_alter_redirect_new_path_help_text"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        # Functions that columns and indexes call.
        run_sql("blog/sql/search.sql"),
        SquashedOperations(
            [
                *site.MODELS,
                *posts.MODELS,
                *series.MODELS,
                *search.MODELS,
                *labels.MODELS,
                *sources.MODELS,
                *source_facts.MODELS,
                *source_history.MODELS,
                *photos.MODELS,
                *media_files.MODELS,
                *blocks.MODELS,
                *quotations.MODELS,
                *comments.MODELS,
                *moderation.MODELS,
                *revisions.MODELS,
                *workflow.MODELS,
                *dossiers.MODELS,
                *evidence.MODELS,
                *seals.MODELS,
            ]
        ),
        SquashedOperations(foreign_keys.ADD_CONSTRAINTS, foreign_keys.ALTER_FIELDS),
        run_sql("blog/sql/publication.sql"),
        run_sql("blog/sql/languages.sql"),
        run_sql("blog/sql/comments.sql"),
        run_sql("blog/sql/photos.sql"),
        run_sql("blog/sql/counters.sql"),
        run_sql("blog/sql/known_words.sql"),
        run_sql("blog/sql/page_cache.sql"),
        run_sql("blog/sql/0020_page_cache.sql"),
        run_sql("blog/sql/0023_dataset.sql"),
        run_sql("blog/sql/0033_site_pictures.sql"),
        run_sql("blog/sql/0037_media_files.sql"),
        run_sql("blog/sql/0042_series.sql"),
        run_sql("blog/sql/0046_evidence.sql"),
        run_sql("blog/sql/0048_evidence.sql"),
        run_sql("blog/sql/0060_seals.sql"),
        run_sql("blog/sql/0066_evidence.sql"),
        run_sql("blog/sql/0068_replies.sql"),
        run_sql("blog/sql/0073_revisions.sql"),
        run_sql("blog/sql/0073_statistics.sql"),
        run_sql("blog/sql/0074_captions.sql"),
        run_sql("blog/sql/0080_media_take_downs.sql"),
        migrations.RunSQL(VACUUM_SQL, NO_VACUUM_SQL),
        migrations.RunPython(create_roles, migrations.RunPython.noop, elidable=False),
    ]
