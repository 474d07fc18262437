"""Linked data: what a page's rows are in schema.org's words, for machines that read them."""

import json

import pytest

from blog.content import rendering
from blog.models import Label, Photo, Post, PullQuote, Source
from lib.names import clean_name
from tests.support import factories as make
from tests.support.pages import read

pytestmark = pytest.mark.django_db
SITE = "https://blog.example.org"
HOSTILE = '</script><!--<script>alert(1)//\u2028\u2029 & "quoted" \'\\ ]]>'


@pytest.fixture(autouse=True)
def address(settings):
    settings.SITE_URL = SITE


def graph(client, path: str) -> dict[str, dict]:
    """The nodes of a page by their types."""
    (script,) = read(client, path).xpath("/html/head/script[@type='application/ld+json']")
    data = json.loads(script.text)
    assert data["@context"] == "https://schema.org"
    return {str(node["@type"]): node for node in data["@graph"]}


def article(client, post: Post) -> dict:
    return graph(client, post.get_absolute_url())["['OpinionNewsArticle', 'BlogPosting']"]


def test_post_is_an_opinion_article_with_its_metadata(client):
    make.site(name="The Gazette", licence_url="https://creativecommons.org/licenses/by/4.0/")
    post = make.post(
        authors=(make.user("Author", byline="Ada Moor"), make.user("Author", byline="Bo")),
        labels=["Water", "Rivers"],
        title="Low " * 49,
        language="fr",
        published_at=make.moment(2023, 3, 22),
    )
    correction = make.correction(post, "Low, not high.", created_at=make.moment(2023, 3, 23))
    make.correction(post, kind="typo", created_at=make.moment(2023, 3, 24))
    result = article(client, post)
    url = SITE + post.get_absolute_url()
    publisher = {"@type": "Organization", "name": "The Gazette", "url": f"{SITE}/"}
    logo = result["publisher"].pop("logo")
    assert logo["url"] == logo["contentUrl"] == f"{SITE}/static/theme/icon.png"
    (card,) = result.pop("image")
    assert card["contentUrl"].startswith(f"{url}card.png?v=")
    assert [card[side]["value"] for side in ("width", "height")] == [1200, 630]
    assert result == {
        "@type": ["OpinionNewsArticle", "BlogPosting"],
        "url": url,
        "mainEntityOfPage": url,
        "headline": ("Low " * 27).strip() + "…",
        "description": "Words.",
        "inLanguage": "fr",
        "datePublished": "2023-03-22T12:00:00+00:00",
        "dateModified": "2023-03-23T12:00:00+00:00",
        "author": [
            {"@type": "Person", "name": "Ada Moor", "url": f"{SITE}/authors/ada-moor/"},
            {"@type": "Person", "name": "Bo", "url": f"{SITE}/authors/bo/"},
        ],
        "publisher": publisher,
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "correction": [
            {
                "@type": "CorrectionComment",
                "name": "Correction",
                "text": "Low, not high.",
                "url": f"{url}changes/{correction.pk}/",
                "inLanguage": "fr",
                "datePublished": "2023-03-23T12:00:00+00:00",
            }
        ],
        "keywords": ["Rivers", "Water"],
        "isAccessibleForFree": True,
        "wordCount": 1,
        "commentCount": 0,
        "isPartOf": {"@type": "Blog", "name": "The Gazette", "url": f"{SITE}/"},
    }


def test_picture_has_credit_and_licence(client):
    author = make.user("Author")
    photo = make.photo(author, alt="A field", credit="Agency/A. Person")
    figure = make.figure(
        photo,
        caption="Dry.",
        licence="https://example.org/licence",
        original="https://example.org/original",
    )
    post = make.post(figure, authors=(author,))
    (image,) = article(client, post)["image"]
    assert image == {
        "@type": "ImageObject",
        "contentUrl": SITE + photo.image.url,
        "width": {"@type": "QuantitativeValue", "value": 64, "unitCode": "E37"},
        "height": {"@type": "QuantitativeValue", "value": 40, "unitCode": "E37"},
        "description": "A field",
        "caption": "Dry.",
        "creditText": "Agency/A. Person",
        "license": "https://example.org/licence",
        "acquireLicensePage": "https://example.org/original",
    }


PERSON = {"@type": "Person", "name": "Jo", "url": f"{SITE}/sources/jo/"}
MINISTRY = {"@type": "Organization", "name": "Ministry", "url": f"{SITE}/sources/ministry/"}
GAZETTE = {"@type": "NewsMediaOrganization", "name": "Gazette", "url": f"{SITE}/sources/gazette/"}
REPORT = {"@type": "CreativeWork", "name": "Report", "url": f"{SITE}/sources/report/"}
READ = "https://example.org/a"


@pytest.mark.parametrize(
    ("values", "spoken"),
    [
        ({}, {}),
        ({"source_name": "Jo"}, {"creator": PERSON}),
        ({"speaker_name": "Jo"}, {"creator": PERSON}),
        ({"source_name": "Ministry", "source_kind": "organisation"}, {"creator": MINISTRY}),
        (
            {"source_name": "Ministry", "source_kind": "organisation", "speaker_name": "Jo"},
            {"creator": MINISTRY, "spokenByCharacter": PERSON},
        ),
        (
            {"source_name": "Gazette", "source_kind": "publication", "url": READ},
            {"creator": GAZETTE, "isBasedOn": [READ]},
        ),
        (
            {"source_name": "Report", "source_kind": "document", "url": READ},
            {"isBasedOn": [REPORT, READ]},
        ),
        (
            {"source_name": "Report", "source_kind": "document", "speaker_name": "Jo"},
            {"isBasedOn": [REPORT], "spokenByCharacter": PERSON},
        ),
        ({"said": "2023"}, {"dateCreated": "2023"}),
        ({"said": "2023-03"}, {"dateCreated": "2023-03"}),
        ({"said": "2023-03-22"}, {"dateCreated": "2023-03-22"}),
        (
            {"lang": "fr", "translation": "Yes."},
            {
                "inLanguage": "fr",
                "workTranslation": {"@type": "Quotation", "text": "Yes.", "inLanguage": "en"},
            },
        ),
    ],
)
def test_quotation_has_speaker_date_and_source_url(values, spoken, client):
    post = make.post(make.quotation("“Said.”", **values))
    (quotation,) = article(client, post)["hasPart"]
    path = f"/quotes/{PullQuote.objects.get().pk}/"
    known = {"@type": "Quotation", "text": "“Said.”", "url": SITE + path, "inLanguage": "en"}
    assert quotation == known | spoken
    around = {"@type": "OpinionNewsArticle", "headline": post.title}
    around["url"] = SITE + post.get_absolute_url()
    assert graph(client, path)["Quotation"] == known | spoken | {"isPartOf": around}


def test_corrected_source_updates_linked_data(client, django_capture_on_commit_callbacks):
    post = make.post(make.quotation("A.", source_name="Jo"))
    source = Source.objects.get()
    source.name = "Joan"
    source.save()
    with django_capture_on_commit_callbacks(execute=True):
        rendering.rerender_posts(Post.objects.quoting([source]))
    (quotation,) = article(client, post)["hasPart"]
    assert quotation["creator"]["name"] == "Joan"


def test_post_without_stored_linked_data_is_an_article(client):
    post = make.post(make.quotation("A."))
    Post.objects.update(linked_data={})
    result = article(client, post)
    assert "hasPart" not in result
    assert "card.png?v=" in result["image"][0]["contentUrl"]


@pytest.mark.parametrize(
    ("html", "language", "count"),
    [
        ("<p>One two, three-four. It’s O'Neill’s 1.5 &amp; &lt;b&gt; end</p>", "en", 8),
        ("<p>One<br>two</p><ul><li>three</li><li>four</li></ul>", "en", 4),
        ("<p>ثلاث كلمات هنا</p>", "ar", 3),
        ("<p>水很低。</p>", "zh-hant", None),
        ("<p>水位が低い</p>", "ja", None),
    ],
)
def test_article_has_word_count(html, language, count, client):
    assert article(client, make.post(html, language=language)).get("wordCount") == count


def test_page_has_its_card_as_image(client):
    page = make.page(title="About")
    result = graph(client, page.get_absolute_url())["WebPage"]
    assert "/about/card.png?v=" in result["image"][0]["contentUrl"]


def test_home_is_a_website_and_a_blog(client):
    make.site(name="The Gazette", tagline="News", follow="Mastodon https://social.example/@us")
    result = graph(client, "/")
    assert list(result) == ["WebSite", "Blog"]
    assert result["WebSite"]["publisher"]["sameAs"] == ["https://social.example/@us"]
    assert result["WebSite"]["potentialAction"] == {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{SITE}/search/{{?q}}"},
    }
    assert (result["Blog"]["name"], result["Blog"]["description"]) == ("The Gazette", "News")


def test_lists_have_their_posts_in_order(client):
    ada = make.user("Author", byline="Ada", bio="Writes.", url="https://ada.example.org/")
    for day in (1, 2):
        make.post(
            title=f"No. {day}", labels=["Water"], authors=(ada,),
            published_at=make.moment(2023, 3, day),
        )  # fmt: skip
    make.draft(title="Unseen", labels=["Water"], authors=(ada,))
    for path in ("/labels/water/", "/2023/", "/2023/03/"):
        (page, *_rest) = graph(client, path).values()
        assert (page["@type"], page["url"]) == ("CollectionPage", SITE + path)
        assert page["mainEntity"]["itemListElement"] == [
            {"@type": "ListItem", "position": 1, "name": "No. 2", "url": f"{SITE}/2023/03/no-2/"},
            {"@type": "ListItem", "position": 2, "name": "No. 1", "url": f"{SITE}/2023/03/no-1/"},
        ]
    profile = graph(client, "/authors/ada/")["ProfilePage"]
    assert profile["mainEntity"] == {
        "@type": "Person",
        "name": "Ada",
        "url": f"{SITE}/authors/ada/",
        "description": "Writes.",
        "sameAs": ["https://ada.example.org/"],
    }


def test_source_page_describes_it_and_lists_quotations(client):
    make.post(
        make.quotation("A.", source_name="Jo", source_role="Hydrologist", source_affiliation="Uni")
    )
    make.draft(make.quotation("Unseen.", source_name="Jo", source_affiliation="Uni"))
    page = graph(client, "/sources/jo/")["CollectionPage"]
    assert page["about"] == PERSON | {
        "jobTitle": "Hydrologist",
        "affiliation": {"@type": "Organization", "name": "Uni"},
    }
    seen = PullQuote.objects.published().get()
    assert page["mainEntity"]["itemListElement"] == [
        {
            "@type": "ListItem",
            "position": 1,
            "name": f"{seen.text} — {seen.source.name}",
            "url": f"{SITE}/quotes/{seen.pk}/",
        }
    ]


def test_every_list_item_has_a_name(client):
    post = make.post(
        make.quotation("“" + "long " * 40 + "”", source_name="B") + make.quotation("«ماء»"),
        title="Low <b>",
    )
    make.correction(post, "Not high.")
    for path in ("/quotes/", "/sources/b/", "/corrections/"):
        (page, *_rest) = graph(client, path).values()
        items = page["mainEntity"]["itemListElement"]
        assert items and all(1 < len(item["name"]) <= 80 for item in items)
    assert items[0]["name"] == "Correction: Low <b>"


@pytest.mark.slow
def test_breadcrumbs_match_the_visible_ones(client):
    post = make.post(make.quotation("A.", source_name="B"), labels=["Water"])
    label, quotation = Label.objects.get(), PullQuote.objects.get()
    for path in (
        post.get_absolute_url(),
        label.get_absolute_url(),
        f"/quotes/{quotation.pk}/",
        "/sources/b/",
        f"/{post.published_at:%Y/%m}/",
    ):
        shown = [
            (link.text, SITE + link.get("href"))
            for link in read(client, path).xpath("//nav[@class='breadcrumbs']//a")
        ]
        items = graph(client, path)["BreadcrumbList"]["itemListElement"]
        assert [(item["name"], item["item"]["@id"]) for item in items] == shown
        assert [item["position"] for item in items] == list(range(1, len(shown) + 1))
        assert len(shown) >= 2


@pytest.mark.slow
def test_hostile_text_does_not_end_the_script_element(client):
    author = make.user("Author", byline=HOSTILE, bio=HOSTILE)
    photo = make.figure(make.photo(author))
    post = make.post(
        make.quotation("A.", source_name="B") + photo,
        authors=(author,),
        labels=[HOSTILE],
        title=HOSTILE,
        summary=HOSTILE,
    )
    make.site(name=HOSTILE, tagline=HOSTILE)
    Photo.objects.update(credit=HOSTILE, alt=HOSTILE)
    Source.objects.update(name=HOSTILE, about=HOSTILE)
    PullQuote.objects.update(text=HOSTILE, attribution=HOSTILE)
    rendering.store(post)
    result = article(client, post)
    assert result["headline"] == result["description"] == HOSTILE
    assert result["author"][0]["name"] == clean_name(HOSTILE)
    assert result["image"][0]["creditText"] == result["hasPart"][0]["text"] == HOSTILE
    for path in (
        "/",
        "/sources/b/",
        Label.objects.get().get_absolute_url(),
        f"/authors/{author.slug}/",
    ):
        html = client.get(path).content.decode()
        assert "alert(1)" in html
        block = html.partition("ld+json")[2].partition("</script>")[0]
        assert not set("<&\u2028\u2029") & set(block)
        assert graph(client, path)
