"""Types of items: what is no content, and what is content that cannot be imported."""

from django.utils.translation import gettext_noop

from transfer.messages import Message

# Menus, layouts, settings and records of WordPress and its plugins. A reusable block (wp_block) is
# imported where posts show it, a guest author with its posts.
_SILENT_TYPES = {
    *("revision", "nav_menu_item", "custom_css", "customize_changeset", "oembed_cache"),
    *("user_request", "wp_block", "wp_template", "wp_template_part", "wp_global_styles"),
    *("wp_navigation", "wp_font_family", "wp_font_face", "guest-author", "safecss"),
    *("acf-field", "acf-field-group", "acf-post-type", "acf-taxonomy", "elementor_library"),
    *("elementor_font", "elementor_icons", "elementor_snippet", "et_template", "et_pb_layout"),
    *("et_theme_builder", "et_header_layout", "et_body_layout", "et_footer_layout"),
    *("vc4_templates", "vc_grid_item", "fusion_template", "fl-builder-template", "fl-theme-layout"),
    *("wpcf7_contact_form", "feedback", "jetpack_migration", "jp_pay_order", "jp_pay_product"),
    *("flamingo_contact", "flamingo_inbound", "flamingo_outbound", "wpforms", "nf_sub"),
    *("mc4wp-form", "lightbox_library", "displayed_gallery", "gal_display_source"),
    *("amp_validated_url", "scheduled-action", "shop_order", "shop_order_refund", "shop_coupon"),
    *("shop_webhook", "polylang_mo", "ml-slider", "popup", "sidebar", "display_type"),
    *("postman_sent_mail", "attachment_revision", "spucpt", "ngg_album", "ngg_gallery"),
    *("ngg_pictures", "ngg_display_type"),
    *("wp-types-group", "wp-types-user-group", "view", "view-template", "cookielawinfo"),
    *("cookie", "tablepress_table", "wprm_recipe", "rank_math_schema", "seopress_404"),
    *("redirect_rule", "wpcode", "wpcode-snippets", "patterns_ai_data", "wp_stream_alerts"),
}

# Texts of authors that a theme or plugin keeps apart from posts.
_ARTICLE_TYPES = {
    *("article", "articles", "news", "story", "stories", "essay", "essays", "column", "columns"),
    *("opinion", "opinions", "editorial", "editorials", "commentary", "analysis", "interview"),
    *("interviews", "review", "reviews", "book_review", "report", "reports", "feature", "briefing"),
    *("podcast", "podcasts", "episode", "episodes", "video", "videos", "blog", "blogs"),
    *("blog_post", "entry", "guest_post", "press_release", "press_releases", "newsletter"),
    *("newsletters", "newspack_nl_cpt"),
    *("liveblog", "live_blog", "recipe", "recipes", "book_reviews", "blogpost", "news_item"),
    *("newsitem", "tutorial", "tutorials", "guide", "guides", "howto", "how_to", "case_study"),
    *("case_studies", "quote", "quotes", "note", "notes", "letter", "letters", "poem", "poems"),
    *("profile", "profiles", "obituary", "obituaries", "speech", "speeches", "announcement"),
    *("announcements", "update", "updates", "bulletin", "insight", "insights", "microblog"),
    *("noticia", "noticias", "articulo", "articulos", "artigo", "artigos", "articolo", "articoli"),
    *("notizie", "actualite", "actualites", "artikel", "nachrichten"),
}


def is_article(kind: str) -> bool:
    """Return whether items of a type are imported as posts."""
    return kind == "post" or kind.replace("-", "_") in _ARTICLE_TYPES


def is_silent(kind: str) -> bool:
    return kind in _SILENT_TYPES


def describe_refusal(kind: str) -> str:
    return Message(
        gettext_noop("It is of the type “%(type)s”; only posts, pages and pictures are imported."),
        {"type": kind[:60]},
    ).stored
