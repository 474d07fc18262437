"""The addresses readers see."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from blog.content.citations.formats import FORMATS
from blog.syndication import feeds, sitemaps
from blog.views import (
    archives,
    authors,
    cards,
    comments,
    corrections,
    guest_data,
    labels,
    list_cards,
    oembed,
    posts,
    quotations,
    reports,
    search,
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


class UnicodeSlugConverter(StringConverter):
    """Letters of every script, as SlugField(allow_unicode=True) takes them."""

    regex = r"[-\w]+"


register_converter(YearConverter, "yyyy")
register_converter(MonthConverter, "mm")
register_converter(DayConverter, "dd")
register_converter(FeedFormatConverter, "feed")
register_converter(SectionConverter, "section")
register_converter(CitationFormatConverter, "citation")
register_converter(UnicodeSlugConverter, "uslug")

app_name = "blog"

urlpatterns = [
    path("", posts.home, name="home"),
    # Early, as an address is compared with one after the other: most readers ask for posts.
    path("<yyyy:year>/", archives.year, name="archive-year"),
    path("<yyyy:year>/<mm:month>/", archives.month, name="archive-month"),
    # Before posts: no post's slug is two digits.
    path("<yyyy:year>/<mm:month>/<dd:day>/", archives.day, name="archive-day"),
    path("<yyyy:year>/<mm:month>/<uslug:slug>/", posts.post_detail, name="post-detail"),
    path("card.png", list_cards.home),
    path("<yyyy:year>/card.png", list_cards.year),
    path("<yyyy:year>/<mm:month>/card.png", list_cards.month),
    path("<yyyy:year>/<mm:month>/<dd:day>/card.png", list_cards.day),
    path("<yyyy:year>/<mm:month>/<uslug:slug>/card.png", cards.post, name="post-card"),
    path("<yyyy:year>/<mm:month>/<uslug:slug>/comment/", comments.write, name="comment-create"),
    path(
        "<yyyy:year>/<mm:month>/<uslug:slug>/changes/<int:pk>/",
        corrections.changes,
        name="correction-detail",
    ),
    path(
        "<yyyy:year>/<mm:month>/<uslug:slug>/comments/feed.<feed:format>",
        feeds.comments_on,
        name="post-comment-feed",
    ),
    *(
        path(f"{folder}/card.png", list_cards.of_list, {"name": name})
        for folder, name in (
            ("archive", "blog:archive"),
            ("authors", "blog:author-list"),
            ("labels", "blog:label-list"),
            ("quotes", "blog:quotation-list"),
            ("sources", "blog:source-list"),
            ("corrections", "blog:correction-list"),
        )
    ),
    path("labels/<uslug:slug>/card.png", list_cards.label),
    path("labels/<uslug:slug>/timeline/card.png", list_cards.timeline),
    path("sources/<uslug:slug>/card.png", list_cards.source),
    path("authors/<uslug:slug>/card.png", list_cards.author),
    path("labels/", labels.label_list, name="label-list"),
    path("labels/<uslug:slug>/", labels.label_detail, name="label-detail"),
    path("labels/<uslug:slug>/timeline/", timelines.label, name="label-timeline"),
    path("quotes/", quotations.quotation_list, name="quotation-list"),
    path("quotes/<int:pk>/", quotations.quotation_detail, name="quotation-detail"),
    path("quotes/<int:pk>/card.png", cards.quotation, name="quotation-card"),
    path(
        "quotes/<int:pk>/quotation.<citation:format>",
        quotations.citation,
        name="quotation-citation",
    ),
    path("oembed", oembed.oembed, name="oembed"),
    path("sources/", sources.source_list, name="source-list"),
    path("sources/<uslug:slug>/", sources.source_detail, name="source-detail"),
    path("comments/feed.<feed:format>", feeds.comments, name="comment-feed"),
    path("comments/<int:pk>/", comments.permalink, name="comment-detail"),
    path("comments/notices/<slug:token>/", subscriptions.subscription, name="subscription-detail"),
    path("comments/mine/", guest_data.ask, name="guest-data-request"),
    path("comments/mine/<str:link>/", guest_data.mine, name="guest-data-detail"),
    path("comments/visitor/", visitor.visitor, name="visitor"),
    path("comments/<int:pk>/sent/", comments.sent, name="comment-sent"),
    path("comments/<int:pk>/edit/", comments.edit, name="comment-edit"),
    path("comments/<int:pk>/report/", reports.write, name="comment-report"),
    path("corrections/", corrections.correction_list, name="correction-list"),
    path("corrections/feed.<feed:format>", feeds.corrections, name="correction-feed"),
    path("shared/<str:token>/", share_links.shared, name="shared-draft"),
    path("search/", search.results, name="search"),
    path("opensearch.xml", search.description, name="search-description"),
    path("feed.<feed:format>", feeds.site, name="site-feed"),
    path("labels/<uslug:slug>/feed.<feed:format>", feeds.label, name="label-feed"),
    path("sources/<uslug:slug>/feed.<feed:format>", feeds.source, name="source-feed"),
    path("authors/<uslug:slug>/feed.<feed:format>", feeds.author, name="author-feed"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap-index"),
    path("sitemap-news.xml", sitemaps.news, name="sitemap-news"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap-pages"),
    path("sitemap-<section:kind>-<int:number>.xml", sitemaps.section, name="sitemap-section"),
    path("authors/", authors.author_list, name="author-list"),
    path("authors/<uslug:slug>/", authors.author_detail, name="author-detail"),
    path("archive/", archives.archive, name="archive"),
    # Last: whatever else has an address of one word.
    path("<uslug:slug>/", posts.page_detail, name="page-detail"),
    path("<uslug:slug>/card.png", cards.post, name="page-card"),
]
