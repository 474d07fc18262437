"""Search pages: help, empty results, arbitrary input, forms, and the OpenSearch description."""

import json
from urllib.parse import urlencode

import lxml.etree
import lxml.html
import pytest
from django.db import connection
from django.test import Client, override_settings

from blog.editing.source_facts import OtherName, change_names
from blog.models import Label, Source
from tests.support import factories as make
from tests.support.client_ips import CLIENT_IPS
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db


def test_search_without_terms_shows_help(client):
    make.post(labels=["Water", "asia"])
    Label.objects.create(name="Unused")
    for address in ("/search/", "/search/?q=", "/search/?q=+%00+"):
        page = read(client, address)
        assert text(page, "//dt") == ["“press freedom”", "water or river", "water -river"]
        labels = page.xpath("//ul[@class='choices']//a")
        assert [label.text for label in labels] == ["asia", "Water"]


def test_search_is_noindex_and_sets_no_cookie(client):
    response = client.get("/search/?q=river")
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize(
    ("q", "meant"),
    [
        ("watter", ["water"]),
        ("Watter levvels", ["water levels"]),
        ('"watter" -x', ['"water" -x']),
        ("hopkinz", ["Hopkins"]),
        ("watre", ["water"]),
        ("qwertyuiop", []),
        ("watter in zanzibar", ["water in zanzibar"]),
        ("watr", ["water"]),
        ("levls", ["levels"]),
        ("lavels", ["levels"]),
        ("waterless", []),
    ],
)
def test_misspelt_terms_have_suggestions(q, meant, client):
    make.post(make.quotation("A.", source_name="Ada Hopkins"), title="The water levels of May")
    page = read(client, "/search/?" + urlencode({"q": q}))
    assert text(page, "//p[@class='suggested']/a") == meant
    if q == "watter":
        (address,) = page.xpath("//p[@class='suggested']/a/@href")
        assert text(read(client, "/search/" + address), "//h3") == ["The water levels of May"]


def test_phrase_without_results_offers_its_words(client):
    make.post("<p>Free, the press.</p>", labels=["Press"])
    page = read(client, "/search/?" + urlencode({"q": '"free press" -sea', "label": "press"}))
    (address,) = page.xpath("//div[@class='empty']//a[contains(., 'in any order')]/@href")
    assert address == "?q=free+press+-sea&label=press"
    assert len(text(read(client, "/search/" + address), "//h3")) == 1
    page = read(client, "/search/?q=nowhere")
    assert page.xpath("//a[contains(., 'in any order')]") == []


def test_labels_with_similar_names_are_suggested(client):
    make.post(labels=["Surveillance"])
    page = read(client, "/search/?q=surveilance")
    assert page.xpath("//div[@class='empty']//ul//a/@href") == ["/labels/surveillance/"]


@pytest.mark.parametrize(
    ("query", "empty"),
    [
        ("bo lind", "No posts or quotations match."),
        ("zetland+board", "No posts or quotations match."),
        ("surveilance", "No posts or quotations match."),
        ("surveilance&in=quotations", "No results."),
        ("qwertyuiop", "No results."),
    ],
)
def test_search_that_finds_a_name_only_says_what_does_not_match(query, empty, client):
    html = make.quotation("A.", source_name="Ada Hopkins")
    author = make.user("Author", byline="Bo Lind", slug="bo")
    make.post(html, labels=["Surveillance"], authors=(author,))
    change_names(source=Source.objects.get(), saved=[OtherName("Zetland Board")])
    page = read(client, f"/search/?q={query}")
    assert text(page, "//p[@class='empty-lead']") == [empty]


def test_search_without_pg_trgm_has_no_suggestions(client):
    make.post(title="The water levels")
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
    page = read(client, "/search/?q=watter")
    assert text(page, "//p[@class='suggested']") == []
    assert text(page, "//p[@class='empty-lead']") == ["No results."]


@pytest.mark.parametrize("q", ['"', "((((", "%", "🙂", "- -"])
def test_search_of_punctuation_has_a_hint(q, client):
    make.post("<p>The one.</p>")
    page = read(client, "/search/?" + urlencode({"q": q}))
    assert text(page, "//p[@class='empty-lead']") == ["Enter at least one word."]


def test_search_of_stop_words_has_a_hint(client):
    make.post("<p>The one.</p>")
    page = read(client, "/search/?q=the")
    assert text(page, "//p[@class='empty-lead']") == ["These words are too common to search for."]


ODD = [
    *(
        "-",
        "--",
        "-word",
        "- word",
        "or",
        "or or",
        "a or",
        '"',
        '""',
        '"a',
        'a"b',
        "'",
        "\\",
        "\\'",
    ),
    *(
        "!",
        "&",
        "|",
        "<->",
        ":*",
        "a:*",
        "(",
        ")",
        "((a",
        "<b>",
        "%",
        "%s",
        "%(a)s",
        "=en",
        "'=en'",
    ),
    *("the", "the -the", "\ud800", "a\ud800b", "\ufffe", "a\x02b\x03", "\u202eabc", "\n\t\r"),
    *("x" * 10_000, "a " * 5_000, "字" * 10_000, "-a " * 3_000, '"a" ' * 3_000, "a or " * 3_000),
    *("a-b-c-" * 500, "a/b/c/" * 500, "İ" * 300, "http://a.b/c?d=e&f", "1e400", "-1.5e10", "a@b.c"),
]


def elsewhere() -> dict[str, str]:
    return {"REMOTE_ADDR": next(CLIENT_IPS)}


def naughty(testdata, every: int = 1) -> list[str]:
    strings = json.loads((testdata / "strings" / "blns.json").read_text())
    assert len(strings) > 400
    return strings[::every]


@pytest.mark.slow
def test_hostile_terms_have_a_page(testdata, client):
    """As typed, and percent-encoded as no browser would."""
    make.post(make.quotation("“Words.”"), title="A word")
    for phrase in [*ODD, *naughty(testdata)]:
        sent = urlencode({"q": phrase}, errors="surrogatepass")
        for query in (sent, sent + "&in=quotations"):
            assert client.get("/search/?" + query, **elsewhere()).status_code == 200, phrase


@pytest.mark.slow
@pytest.mark.parametrize("name", ["in", "label", "author", "source", "year", "sort", "page"])
def test_hostile_filters_have_a_page(name, testdata, client):
    make.post(make.quotation("“Words.”"), title="A word")
    for value in [*ODD, *naughty(testdata, every=7)]:
        query = urlencode({"q": "word", name: value}, errors="surrogatepass")
        assert client.get("/search/?" + query, **elsewhere()).status_code == 200, value


@pytest.mark.parametrize("q", ["% -x", '! -"Ann Lee" -x', "… -a -b -c -d -e -f -g -h -i"])
def test_exclusion_beside_signs_alone_has_a_page(q, client):
    assert client.get("/search/", {"q": q}).status_code == 200


@pytest.mark.parametrize("query", ["q=%ED%A0%80", "q=%FF%FE", "q=%", "q=%zz", "q&q=&q=a", "q[]=a"])
def test_malformed_query_string_has_a_page(query, client):
    assert client.get("/search/?" + query).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_search_accepts_only_safe_methods(method, client):
    assert getattr(client, method)("/search/?q=a").status_code in {200, 403, 405}


@pytest.mark.parametrize("address", ["/", "/labels/", "/quotes/", "/nowhere/", "/search/"])
def test_every_page_has_one_search_form(address, client):
    page = lxml.html.document_fromstring(client.get(address).content.decode())
    (form,) = page.xpath("//form[@role='search']")
    assert (form.get("role"), form.get("action"), form.method) == ("search", "/search/", "GET")
    (field,) = form.xpath(".//input[@type='search']")
    assert form.xpath(f".//label[@for='{field.get('id')}']")
    assert page.xpath("//link[@rel='search']/@href") == ["/opensearch.xml"]


@override_settings(SITE_URL="https://blog.example.org")
def test_opensearch_description_is_linked_and_valid(client):
    response = client.get("/opensearch.xml")
    assert response["Content-Type"] == "application/opensearchdescription+xml"
    root = lxml.etree.fromstring(response.content)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert root.tag == space + "OpenSearchDescription"
    assert len(root.findtext(space + "ShortName")) in range(1, 17)
    assert root.find(space + "Url").attrib == {
        "type": "text/html",
        "method": "get",
        "template": "https://blog.example.org/search/?q={searchTerms}",
    }


@pytest.mark.slow
def test_client_over_the_rate_limit_gets_429():
    def search(address: str, phrase: str = "river"):
        return Client(REMOTE_ADDR=address).get(f"/search/?q={phrase}")

    assert search("2001:db8::1").status_code == 200
    with (
        connection.cursor() as cursor
    ):  # As after 59 of them, for which a minute may not be enough.
        cursor.execute("UPDATE accounts_ratelimitwindow SET taken = 59")
    assert search("2001:db8::1").status_code == 200
    refused = search("2001:db8::2")  # On the same line.
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "Too many requests" in refused.content.decode()
    assert search("2001:db8:0:1::1").status_code == 200
    assert Client(REMOTE_ADDR="2001:db8::1").get("/search/").status_code == 200


ADA = "Ada Bø-Ruiz"


@pytest.mark.parametrize(
    "name",
    [
        *("Dr. Anna Weber", "J. K. Smith", "Zoë O'Neil, Jr.", "Zoë O’Neil", "Lena (Red.) Kurz"),
        *("Ana “Nita” Ruiz-Moor", "山田・花子", "[A\\B] % _C_", "Аня Ёлкина/Tass"),
    ],
)
def test_search_finds_authors_whose_names_have_signs(name, client):
    make.post(authors=(make.user("Author", byline=name, slug="author"),))
    for query in (name, name.upper()):
        page = read(client, f"/search/?{urlencode({'q': query})}")
        assert text(page, "//section[@aria-labelledby='authors-title']//a") == [name]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        *((query, [ADA]) for query in ("ada", "ADA BO RUIZ", '"Ada Bø"', "bø-ruiz", "ruiz, ada!")),
        *((query, []) for query in ("war", "ad", "silent", "ada moor", "...", "ada -ruiz x", "%")),
        ("edward", ["Edward Moor", "Edward Ames"]),
        ("edward -ames", ["Edward Moor"]),
        ('edward -"edward moor" -', ["Edward Ames"]),
        ("-edward", []),
        ("_ moor", ["Edward Moor"]),
    ],
)
def test_search_finds_authors_by_the_words_of_their_names(query, names, client):
    ada, moor, ames, silent = (
        make.user("Author", byline=name, slug=name.lower().replace(" ", "-"))
        for name in (ADA, "Edward Moor", "Edward Ames", "Silent Sam")
    )
    for author in (ada, moor, moor, ames):
        make.post(authors=(author,))
    make.draft(authors=(silent,))
    page = read(client, f"/search/?{urlencode({'q': query})}")
    section = "//section[@aria-labelledby='authors-title']"
    assert text(page, f"{section}//a") == names
    if names == [ADA]:
        assert page.xpath(f"{section}//a/@href") == ["/authors/ada-b%C3%B8-ruiz/"]
        assert text(page, f"{section}//p") == [f"{ADA} 1 post"]
    filtered = read(client, f"/search/?{urlencode({'q': query, 'in': 'posts'})}")
    assert not filtered.xpath(section)
