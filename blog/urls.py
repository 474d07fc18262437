"""The addresses readers see."""

import re

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from blog.content.citations.formats import FORMATS
from blog.syndication import dossier_feeds, feeds, sitemaps
from blog.syndication.dataset import export
from blog.syndication.dataset import views as dataset
from blog.views import (
    appearance,
    archives,
    authors,
    captions,
    cards,
    comments,
    copies,
    corrections,
    dossiers,
    guest_data,
    labels,
    list_cards,
    oembed,
    posts,
    quotations,
    reports,
    seals,
    search,
    series,
    share_links,
    sources,
    subscriptions,
    timelines,
    visitor,
)


class YearConverter:
    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04d}"


class MonthConverter(YearConverter):
    regex = "0[1-9]|1[0-2]"

    def to_url(self, value: int) -> str:
        return f"{int(value):02d}"


class DayConverter(MonthConverter):
    regex = "0[1-9]|[12][0-9]|3[01]"


class FeedFormatConverter(StringConverter):
    regex = "atom|rss|json"


class SectionConverter(StringConverter):
    regex = "|".join(sitemaps.SECTIONS)


class CitationFormatConverter(StringConverter):
    regex = "|".join(FORMATS)


class DatasetFileConverter(StringConverter):
    regex = "|".join(map(re.escape, export.FILE_NAMES))


class SealFileConverter(StringConverter):
    regex = "|".join(seals.SEAL_FILES)


class UnicodeSlugConverter(StringConverter):
    """Letters of every script, as SlugField(allow_unicode=True) takes them."""

    regex = r"[-\w]+"


register_converter(YearConverter, "yyyy")
register_converter(MonthConverter, "mm")
register_converter(DayConverter, "dd")
register_converter(FeedFormatConverter, "feed")
register_converter(SectionConverter, "section")
register_converter(CitationFormatConverter, "citation")
register_converter(DatasetFileConverter, "dataset")
register_converter(SealFileConverter, "sealfile")
register_converter(UnicodeSlugConverter, "uslug")

app_name = "blog"

urlpatterns = [
    path("", posts.home, name="home"),
    # Early, as an address is compared with one after the other: most readers ask for posts.
    path("<yyyy:year>/", archives.archive_year, name="archive-year"),
    path("<yyyy:year>/<mm:month>/", archives.archive_month, name="archive-month"),
    # Before posts: no post's slug is two digits.
    path("<yyyy:year>/<mm:month>/<dd:day>/", archives.archive_day, name="archive-day"),
    path("<yyyy:year>/<mm:month>/<uslug:slug>/", posts.post_detail, name="post-detail"),
    path("appearance/<slug:version>.css", appearance.appearance, name="appearance"),
    path(
        "appearance/<slug:version>/pages.css",
        appearance.pages_stylesheet,
        name="pages-stylesheet",
    ),
    path("card.png", list_cards.home_card),
    path("<yyyy:year>/card.png", list_cards.year_card),
    path("<yyyy:year>/<mm:month>/card.png", list_cards.month_card),
    path("<yyyy:year>/<mm:month>/<dd:day>/card.png", list_cards.day_card),
    path("<yyyy:year>/<mm:month>/<uslug:slug>/card.png", cards.post_card, name="post-card"),
    path(
        "<yyyy:year>/<mm:month>/<uslug:slug>/comment/",
        comments.comment_create,
        name="comment-create",
    ),
    path(
        "<yyyy:year>/<mm:month>/<uslug:slug>/changes/<int:pk>/",
        corrections.correction_detail,
        name="correction-detail",
    ),
    path(
        "<yyyy:year>/<mm:month>/<uslug:slug>/post.<citation:format>",
        posts.post_citation,
        name="post-citation",
    ),
    path("<yyyy:year>/<mm:month>/<uslug:slug>/proof.txt", seals.post_proof, name="post-proof"),
    path("<yyyy:year>/<mm:month>/<uslug:slug>/text.txt", seals.post_text, name="post-text"),
    path(
        "<yyyy:year>/<mm:month>/<uslug:slug>/comments/feed.<feed:format>",
        feeds.post_comment_feed,
        name="post-comment-feed",
    ),
    *(
        path(f"{folder}/card.png", list_cards.list_card, {"name": name})
        for folder, name in (
            ("archive", "blog:archive"),
            ("authors", "blog:author-list"),
            ("labels", "blog:label-list"),
            ("quotes", "blog:quotation-list"),
            ("sources", "blog:source-list"),
            ("corrections", "blog:correction-list"),
            ("data", "blog:dataset"),
            ("dossiers", "blog:dossier-list"),
            ("comparisons", "blog:comparison-list"),
            ("series", "blog:series-list"),
        )
    ),
    path("labels/<uslug:slug>/card.png", list_cards.label_card),
    path("labels/<uslug:slug>/timeline/card.png", list_cards.timeline_card),
    path("sources/<uslug:slug>/card.png", list_cards.source_card),
    path("authors/<uslug:slug>/card.png", list_cards.author_card),
    path("labels/", labels.label_list, name="label-list"),
    path("labels/<uslug:slug>/", labels.label_detail, name="label-detail"),
    path("labels/<uslug:slug>/timeline/", timelines.label_timeline, name="label-timeline"),
    path("series/", series.series_list, name="series-list"),
    path("series/<uslug:slug>/", series.series_detail, name="series-detail"),
    path("series/<uslug:slug>/card.png", list_cards.series_card),
    path("quotes/", quotations.quotation_list, name="quotation-list"),
    path("quotes/<int:pk>/", quotations.quotation_detail, name="quotation-detail"),
    path("quotes/<int:pk>/card.png", cards.quotation_card, name="quotation-card"),
    path(
        "quotes/<int:pk>/quotation.<citation:format>",
        quotations.quotation_citation,
        name="quotation-citation",
    ),
    path("captions/<slug:key>.vtt", captions.captions, name="captions"),
    path("copies/<int:pk>/", copies.copy_detail, name="copy-detail"),
    path("copies/<int:pk>/text.txt", copies.copy_text, name="copy-text"),
    path("copies/<int:pk>/copy.warc.gz", copies.copy_warc, name="copy-warc"),
    path("oembed", oembed.oembed, name="oembed"),
    path("sources/", sources.source_list, name="source-list"),
    path("sources/<uslug:slug>/", sources.source_detail, name="source-detail"),
    *(
        route
        for folder, kind, name in (
            ("dossiers", "collection", "dossier"),
            ("comparisons", "comparison", "comparison"),
        )
        for route in (
            path(f"{folder}/", dossiers.dossier_list, {"kind": kind}, f"{name}-list"),
            path(
                f"{folder}/feed.<feed:format>",
                dossier_feeds.dossier_list_feed,
                {"kind": kind},
                f"{name}-list-feed",
            ),
            path(
                f"{folder}/<uslug:slug>/", dossiers.dossier_detail, {"kind": kind}, f"{name}-detail"
            ),
            path(f"{folder}/<uslug:slug>/card.png", list_cards.dossier_card, {"kind": kind}),
            path(
                f"{folder}/<uslug:slug>/feed.<feed:format>",
                dossier_feeds.dossier_feed,
                {"kind": kind},
                f"{name}-feed",
            ),
        )
    ),
    path("comments/feed.<feed:format>", feeds.comment_feed, name="comment-feed"),
    path("comments/<int:pk>/", comments.comment_detail, name="comment-detail"),
    path(
        "comments/notices/<slug:token>/",
        subscriptions.subscription_detail,
        name="subscription-detail",
    ),
    path("comments/mine/", guest_data.guest_data_request, name="guest-data-request"),
    path("comments/mine/<str:link>/", guest_data.guest_data_detail, name="guest-data-detail"),
    path("comments/visitor/", visitor.visitor, name="visitor"),
    path("comments/<int:pk>/sent/", comments.comment_sent, name="comment-sent"),
    path("comments/<int:pk>/edit/", comments.comment_edit, name="comment-edit"),
    path("comments/<int:pk>/report/", reports.comment_report, name="comment-report"),
    path("corrections/", corrections.correction_list, name="correction-list"),
    path("corrections/feed.<feed:format>", feeds.correction_feed, name="correction-feed"),
    path("data/", dataset.dataset_index, name="dataset"),
    path("data/<dataset:file>", dataset.dataset_file, name="dataset-file"),
    path("integrity/", seals.seal_list, name="seal-list"),
    path(
        "integrity/<yyyy:year>-<mm:month>-<dd:day>.<sealfile:format>",
        seals.seal_file,
        name="seal-file",
    ),
    path("shared/<str:token>/", share_links.shared_draft, name="shared-draft"),
    path("search/", search.search_results, name="search"),
    path("opensearch.xml", search.search_description, name="search-description"),
    path("feed.<feed:format>", feeds.site_feed, name="site-feed"),
    path("labels/<uslug:slug>/feed.<feed:format>", feeds.label_feed, name="label-feed"),
    path("series/<uslug:slug>/feed.<feed:format>", feeds.series_feed, name="series-feed"),
    path("sources/<uslug:slug>/feed.<feed:format>", feeds.source_feed, name="source-feed"),
    path("authors/<uslug:slug>/feed.<feed:format>", feeds.author_feed, name="author-feed"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap-index"),
    path("sitemap-news.xml", sitemaps.sitemap_news, name="sitemap-news"),
    path("sitemap-pages.xml", sitemaps.sitemap_pages, name="sitemap-pages"),
    path(
        "sitemap-<section:kind>-<int:number>.xml", sitemaps.sitemap_section, name="sitemap-section"
    ),
    path("authors/", authors.author_list, name="author-list"),
    path("authors/<uslug:slug>/", authors.author_detail, name="author-detail"),
    path("archive/", archives.archive, name="archive"),
    # Last: whatever else has an address of one word.
    path("<uslug:slug>/", posts.page_detail, name="page-detail"),
    path("<uslug:slug>/card.png", cards.post_card, name="page-card"),
]
