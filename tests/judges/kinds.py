"""Every kind of public page, one line each; test_kinds.py fails for a URL without one.

For a new page, add a line to KINDS, and its content to content.py.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Kind:
    """`site` is the blog that responds; `then` is a link on the page to follow first.

    Placeholders in the address: `{correction}` and `{arabic}`, IDs of corrections of two posts;
    `{quotation}`, ID of a quotation with all its parts; `{copy}`, ID of the public copy of
    its page; `{comment}`, ID of the last thread under
    the same post; `{own}`, ID of its author's comment there; `{mine}`, token of the mailed link to
    a guest's data; `{shared}`, token of a share link; `{origin}`, scheme and host of the site;
    `{number}`, number of the first such section in the sitemap index.
    """

    name: str
    address: str
    status: int = 200
    site: Literal["full", "empty", "ar", "fr"] = "full"
    then: Literal["", "next", "prev"] = ""
    signed_in: bool = False


TWO_SOURCES = "/labels/rivers/timeline/?source=minister-doe&source=port-authority"

KINDS = [
    Kind("home", "/"),
    Kind("home further back", "/", then="next"),
    Kind("home beyond the last", "/?before=0-0"),
    Kind("post", "/2026/03/every-block/"),
    Kind("post with comments further on", "/2026/03/every-block/?comments={comment}"),
    Kind("post beyond its last comment", f"/2026/03/every-block/?comments={10**17}"),
    Kind("form of a comment", "/2026/03/every-block/comment/"),
    Kind("form of an answer", "/2026/03/every-block/comment/?to={comment}"),
    Kind("report of a comment", "/comments/{own}/report/"),
    Kind("thanks for a report", "/comments/{own}/report/?sent"),
    Kind("form of who is signed in", "/2026/03/every-block/comment/", signed_in=True),
    Kind("form where comments are closed", "/2026/03/in-fr/comment/"),
    Kind("comment for its writer", "/comments/{own}/sent/", signed_in=True),
    Kind("comment being edited", "/comments/{own}/edit/", signed_in=True),
    Kind("post with blocks of prose", "/2026/02/blocks-of-prose/"),
    Kind("post in French", "/2026/03/in-fr/"),
    Kind("post in Arabic", "/2026/03/in-ar/"),
    Kind("post in Chinese", "/2026/03/in-zh-hant/"),
    Kind("post without words", "/2026/02/nothing-but-a-title/"),
    Kind("post with headings upside down", "/2026/02/headings-upside-down/"),
    Kind("post with markup in its title", "/2026/02/b/"),
    Kind("post with long words", "/2026/02/long/"),
    Kind("corrections", "/corrections/"),
    Kind("corrections further back", "/corrections/", then="next"),
    Kind("corrections beyond the last", "/corrections/?before=0-0"),
    Kind("what changed", "/2026/03/every-block/changes/{correction}/"),
    Kind("what changed in Arabic", "/2026/03/in-ar/changes/{arabic}/"),
    Kind("draft for its author", "/2026/03/a-draft/", signed_in=True),
    Kind("dataset", "/data/"),
    Kind("seals", "/integrity/"),
    Kind("seals further back", "/integrity/", then="next"),
    Kind("seals beyond the last", "/integrity/?before=0-0"),
    Kind("labels", "/labels/"),
    Kind("labels, most used first", "/labels/?by=use"),
    Kind("labels beyond the last", "/labels/?after=􏿿.1"),
    Kind("label", "/labels/rivers/"),
    Kind("label further back", "/labels/rivers/", then="next"),
    Kind("label in Chinese", "/labels/中国/"),
    Kind("label beyond the last", "/labels/rivers/?before=0-0"),
    Kind("all series", "/series/"),
    Kind("series", "/series/floods-tides/"),
    Kind("timeline of a label", "/labels/rivers/timeline/"),
    Kind("timeline of two sources", TWO_SOURCES),
    Kind("timeline further back", "/labels/rivers/timeline/", then="next"),
    Kind("copy of a page", "/copies/{copy}/"),
    Kind("quotations", "/quotes/"),
    Kind("quotations further back", "/quotes/", then="next"),
    Kind("quotations beyond the last", "/quotes/?before=0-0"),
    Kind("quotation", "/quotes/{quotation}/"),
    Kind("sources", "/sources/"),
    Kind("sources of one kind", "/sources/?kind=person"),
    Kind("sources beyond the last", "/sources/?kind=person&after=􏿿.1"),
    Kind("source, a person", "/sources/minister-doe/"),
    Kind("source further back", "/sources/minister-doe/", then="next"),
    Kind("source, an organisation", "/sources/port-authority/"),
    Kind("source, a publication", "/sources/the-daily-flood/"),
    Kind("source, a document", "/sources/report-on-the-dam/"),
    Kind("dossiers", "/dossiers/"),
    Kind("dossiers beyond the last", "/dossiers/?before=0-0"),
    Kind("dossier", "/dossiers/rivers-and-dams/"),
    Kind("comparisons", "/comparisons/"),
    Kind("comparison", "/comparisons/the-minister-then-and-now/"),
    Kind("authors", "/authors/"),
    Kind("author", "/authors/ada-example/"),
    Kind("author further back", "/authors/ada-example/", then="next"),
    Kind("author of few words", "/authors/bo-example/"),
    Kind("archive", "/archive/"),
    Kind("year", "/2026/"),
    Kind("month", "/2026/03/"),
    Kind("day", "/2026/03/01/"),
    Kind("year further back", "/2025/", then="next"),
    Kind("page that stands by itself", "/about-us/"),
    Kind("search", "/search/"),
    Kind("search that finds", "/search/?q=the+or+word+or+river"),
    Kind(
        "search that is narrowed", "/search/?q=river+or+word&label=rivers&in=quotations&sort=date"
    ),
    Kind("search that finds nothing", "/search/?q=qwertyuiop&year=1999"),
    Kind("search for browsers", "/opensearch.xml"),
    *(
        Kind(
            f"oEmbed of a {subject} as {format}", f"/oembed?format={format}&url={{origin}}{address}"
        )
        for subject, address in (
            ("post", "/2026/03/every-block/"),
            ("quotation", "/quotes/{quotation}/"),
        )
        for format in ("json", "xml")
    ),
    Kind("e-mails about replies", "/comments/notices/emails-to-cy/"),
    Kind("e-mails about replies, ended", "/comments/notices/none/", 404),
    Kind("what is kept, asked for", "/comments/mine/"),
    Kind("what is kept", "/comments/mine/{mine}/"),
    Kind("what is kept, too late", "/comments/mine/x/", 404),
    Kind("draft for the invited", "/shared/{shared}/"),
    Kind("link that leads nowhere any more", "/shared/x/", 404),
    Kind("sign in", "/accounts/login/"),
    Kind("sign up, where nobody may", "/accounts/signup/"),
    Kind("forgotten password", "/accounts/password/reset/"),
    Kind("link that is too old", "/accounts/confirm-email/x/"),
    *(
        Kind(name, f"/accounts/{address}/", signed_in=True)
        for name, address in (
            ("profile", "profile"),
            ("devices", "sessions"),
            ("e-mail address", "email"),
            ("password", "password/change"),
            ("two-step sign-in", "2fa"),
            ("one's data", "data"),
            ("erasing an account", "erase"),
            ("signing out", "logout"),
        )
    ),
    Kind("not there", "/nowhere/", 404),
    Kind("robots", "/robots.txt"),
    Kind("sitemap", "/sitemap.xml"),
    Kind("sitemap of the news", "/sitemap-news.xml"),
    Kind("sitemap of lists", "/sitemap-pages.xml"),
    *(
        Kind(f"sitemap of {section}", f"/sitemap-{section}-{{number}}.xml")
        for section in (
            *("posts", "quotations", "sources", "labels", "authors", "dossiers", "comparisons"),
            "series",
        )
    ),
    *(
        Kind(f"feed of {subject} as {format}", f"{address}feed.{format}")
        for subject, address in (
            ("the site", "/"),
            ("a label", "/labels/rivers/"),
            ("a series", "/series/floods-tides/"),
            ("an author", "/authors/ada-example/"),
            ("a source", "/sources/minister-doe/"),
            ("comments", "/comments/"),
            ("corrections", "/corrections/"),
            ("dossiers", "/dossiers/"),
            ("a dossier", "/dossiers/rivers-and-dams/"),
            ("comparisons", "/comparisons/"),
            ("a comparison", "/comparisons/the-minister-then-and-now/"),
            ("comments on a post", "/2026/03/every-block/comments/"),
        )
        for format in ("atom", "rss", "json")
    ),
    *(
        Kind(f"{name} of an empty blog", address, site="empty")
        for name, address in (
            ("home", "/"),
            ("archive", "/archive/"),
            ("authors", "/authors/"),
            ("labels", "/labels/"),
            ("series", "/series/"),
            ("quotations", "/quotes/"),
            ("sources", "/sources/"),
            ("sources of one kind", "/sources/?kind=person"),
            ("atom", "/feed.atom"),
            ("rss", "/feed.rss"),
            ("json", "/feed.json"),
            ("comments as a feed", "/comments/feed.atom"),
            ("dossiers", "/dossiers/"),
            ("comparisons", "/comparisons/"),
            ("dossiers as a feed", "/dossiers/feed.atom"),
            ("corrections", "/corrections/"),
            ("corrections as a feed", "/corrections/feed.atom"),
            ("dataset", "/data/"),
            ("seals", "/integrity/"),
            ("sitemap", "/sitemap.xml"),
            ("sitemap of the news", "/sitemap-news.xml"),
        )
    ),
    *(
        Kind(f"{name} ({site})", address, site=site)
        for site in ("ar", "fr")
        for name, address in (
            ("home", "/"),
            ("post", "/2026/03/every-block/"),
            ("form of an answer", "/2026/03/every-block/comment/?to={comment}"),
            ("corrections", "/corrections/"),
            ("seals", "/integrity/"),
            ("archive", "/archive/"),
            ("authors", "/authors/"),
            ("labels", "/labels/"),
            ("sources", "/sources/"),
            ("quotation", "/quotes/{quotation}/"),
            ("source", "/sources/minister-doe/"),
            ("dossier", "/dossiers/rivers-and-dams/"),
            ("comparison", "/comparisons/the-minister-then-and-now/"),
            ("timeline", TWO_SOURCES),
            ("author", "/authors/ada-example/"),
            ("month", "/2026/03/"),
            ("search", "/search/?q=river+or+fleuve"),
            ("feed", "/feed.atom"),
        )
    ),
]

# Routes that need no kind, each with the reason.
EXCLUDED_ROUTES = {
    "healthz": "a word for machines that watch the site",
    "readyz": "likewise",
    "metrics": "numbers for machines",
    **dict.fromkeys(
        ("favicon.ico", "apple-touch-icon.png", "apple-touch-icon-precomposed.png"),
        "leads to a picture",
    ),
    ".well-known/security.txt": "404 unless a contact is set; tests/config/test_well_known.py",
    "manifest.webmanifest": "JSON for phones; tests/config/test_well_known.py",
    ".well-known/change-password": "leads to a form, which is one of them",
    "media/<path:path>": "files as they were uploaded",
    "captions/<slug:key>.vtt": "WebVTT, for the browser's player",
    "comments/visitor/": "parts of other pages, for one visitor",
    "comments/<int:pk>/": "leads on to the page of the discussion",
    **dict.fromkeys(
        (
            "card.png",
            "<yyyy:year>/card.png",
            "<yyyy:year>/<mm:month>/card.png",
            "<yyyy:year>/<mm:month>/<dd:day>/card.png",
            *(
                f"{folder}/card.png"
                for folder in (
                    *("archive", "authors", "labels", "quotes", "sources", "corrections"),
                    *("dossiers", "comparisons", "data", "series"),
                )
            ),
            *(
                f"{folder}/<uslug:slug>/card.png"
                for folder in ("authors", "labels", "sources", "dossiers", "comparisons", "series")
            ),
            "labels/<uslug:slug>/timeline/card.png",
        ),
        "a picture",
    ),
    "appearance/<slug:version>.css": "a style sheet; tests/blog/appearance/",
    "appearance/<slug:version>/pages.css": "a style sheet; tests/blog/appearance/",
    "data/<dataset:file>": "leads to a compressed file; tests/blog/syndication/test_dataset.py",
    **dict.fromkeys(
        (
            "integrity/<yyyy:year>-<mm:month>-<dd:day>.<sealfile:format>",
            "<yyyy:year>/<mm:month>/<uslug:slug>/proof.txt",
            "<yyyy:year>/<mm:month>/<uslug:slug>/text.txt",
        ),
        "files to download; tests/blog/seals/test_pages.py",
    ),
    **dict.fromkeys(
        ("copies/<int:pk>/text.txt", "copies/<int:pk>/copy.warc.gz"),
        "files to download; tests/blog/evidence/test_public_copies.py",
    ),
    "quotes/<int:pk>/card.png": "a picture",
    "quotes/<int:pk>/quotation.<citation:format>": "files to cite from",
    "<yyyy:year>/<mm:month>/<uslug:slug>/post.<citation:format>": "files to cite from",
    "<yyyy:year>/<mm:month>/<uslug:slug>/card.png": "a picture",
    "<uslug:slug>/card.png": "a picture",
}
