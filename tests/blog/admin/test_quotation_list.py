"""The list of quotations in the desk: who sees what, search, filters, order, cost and actions."""

from datetime import date

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.admin.quotations import admin as quotations_admin
from blog.dossiers.models import Dossier
from blog.evidence.models import QuotationCheck, QuotedPage
from blog.models import Label, Post, PullQuote, Source, Tenure
from blog.search import desk as desk_search
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.support.plans import plan

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/pullquote/"


@pytest.fixture
def author():
    return make.user("Author")


@pytest.fixture
def client(author) -> Client:
    return signed_in(author)


def quote(text: str, author=None, *, labels=(), status=Post.Status.PUBLISHED, **attributes) -> Post:
    html = make.quotation(text, **attributes)
    return make.post(html, labels=labels, status=status, authors=(author,) if author else ())


def read_rows(client: Client, query: str = ""):
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200
    return lxml.html.fromstring(response.text).xpath("//table[@id='result_list']/tbody/tr")


def list_texts(client: Client, query: str = "") -> list[str]:
    return [row.xpath("string(.//q)") for row in read_rows(client, query)]


def list_messages(response) -> list[str]:
    page = lxml.html.fromstring(response.text)
    return [
        " ".join(each.text_content().split())
        for each in page.xpath("//ul[@class='messagelist']/li")
    ]


def send(client: Client, action: str, *posts: Post, **fields: str):
    keys = [str(post.pullquotes.get().pk) for post in posts]
    data = {"action": action, "index": "0", "_selected_action": keys, **fields}
    return client.post(LIST, data, follow=True)


def test_row_shows_words_source_role_date_post_and_links(client, author):
    post = quote("We will rebuild.", author, source_name="Ana Ruiz", said="2019-05-01")
    source = Source.objects.get()
    Tenure.objects.create(
        source=source, role="Mayor", started_on=date(2015, 1, 1), started_precision="day"
    )
    (row,) = read_rows(client)
    quotation = post.pullquotes.get()
    texts = [" ".join(cell.text_content().split()) for cell in row.xpath("td[position() > 1]")]
    assert texts == [
        "We will rebuild.",
        "Ana Ruiz Mayor",
        "May 1, 2019",
        f"{post.title} Published · View on site",
    ]
    assert row.xpath(".//a/@href") == [
        f"/admin/blog/post/{post.pk}/change/#pullquote-{quotation.pk}",
        f"?source={source.pk}",
        quotation.get_absolute_url(),
    ]


def test_languages_are_offered_by_name_in_alphabetical_order(client, author):
    for language in ("fr", "de", "en-gb", "tlh"):
        make.post(make.quotation("One."), language=language)
    page = lxml.html.fromstring(client.get(LIST).text)
    offered = page.xpath("//details[@data-filter-title='language']//a/text()")
    assert [name.strip() for name in offered] == [
        "All",
        "British English",
        "French",
        "German",
        "Tlh",
    ]


def test_long_quotation_is_cut_between_words(client, author):
    quote("word " * 100, author)
    (text,) = list_texts(client)
    assert text.endswith("word…")
    assert len(text) <= 240


def test_author_sees_published_quotations_and_own_drafts(client, author):
    other = make.user("Author")
    quote("Public of another.", other)
    quote("Draft of another.", other, status=Post.Status.DRAFT)
    quote("Own draft.", author, status=Post.Status.DRAFT)
    quote("Own, in the trash.", author)
    Post.objects.filter(pullquotes__text="Own, in the trash.").update(
        status=Post.Status.TRASHED, trashed_at=timezone.now()
    )
    make.scheduled(make.quotation("Scheduled of another."), authors=(other,))
    make.page(make.quotation("On a page."))
    assert list_texts(client) == ["On a page.", "Own draft.", "Public of another."]
    editor = signed_in(make.user("Editor"))
    assert list_texts(editor) == [
        *("On a page.", "Scheduled of another.", "Own draft."),
        *("Draft of another.", "Public of another."),
    ]
    own, page = read_rows(client)[1], read_rows(client)[0]
    assert "#pullquote-" in own.xpath("string(.//td[@class='field-quoted']//a/@href)")
    assert page.xpath(".//td[@class='field-quoted']//a") == []
    assert "/admin/blog/page/" in read_rows(editor)[0].xpath("string(.//td[2]//a/@href)")


@pytest.mark.parametrize("role", ["", "Moderator"])
def test_list_is_hidden_from_those_who_write_no_posts(role):
    assert signed_in(make.user(role)).get(LIST).status_code in {302, 403}


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("q=harbours", ["The harbour of the north."]),
        ("q=north+harbour", ["The harbour of the north."]),
        ("q=RUIZ", ["The harbour of the north."]),
        ("q=helene", ["Das Haus am Hafen."]),
        ("q=vasseur+ministre", ["Das Haus am Hafen."]),
        ("q=H%C3%A4user", ["Das Haus am Hafen."]),
        ("q=harbour+vasseur", []),
        ("q=the", []),
        ("q=%21+%22", []),
    ],
)
def test_search_finds_words_and_sources(query, texts, client, author):
    quote("The harbour of the north.", author, source_name="Ana Ruiz", status=Post.Status.DRAFT)
    make.post(
        make.quotation("Das Haus am Hafen.", source_name="Hélène Vasseur", source_role="ministre"),
        language="de",
    )
    assert list_texts(client, query) == texts


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("kind=inline", ["inline"]),
        ("kind=block", ["French", "labelled", "plain"]),
        ("missing=source", ["inline", "French"]),
        ("missing=address", ["inline", "French", "plain"]),
        ("language=fr", ["French"]),
        ("label={label}", ["labelled"]),
        ("label={label}&kind=inline", []),
        ("source={source}", ["labelled", "plain"]),
        ("source={source}&q=plain", ["plain"]),
        ("verdict=gone", ["plain"]),
        ("label=x", []),
        ("source=x", []),
        ("kind=x&missing=x", ["inline", "French", "labelled", "plain"]),
    ],
)
def test_filters_narrow_the_list(query, texts, client, author, settings):
    settings.EVIDENCE = True
    plain = quote("plain", author, source_name="Ana").pullquotes.get()
    url = "https://example.org/"
    quote("labelled", author, labels=("Water",), source_name="Reuters", speaker_name="Ana", url=url)
    quote("French", author, lang="fr")
    make.post(f"<p>He said {make.inline_quotation('inline')}.</p>", authors=(author,))
    page = QuotedPage.objects.create(url=url, host="example.org")
    QuotationCheck.objects.create(quotation=plain, page=page, text_hash="0" * 64, verdict="gone")
    keys = {"label": Label.objects.get().pk, "source": Source.objects.get(name="Ana").pk}
    assert list_texts(client, query.format(**keys)) == texts


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("", ["undated", "earlier", "later"]),
        ("o=-3", ["later", "earlier", "undated"]),
        ("o=3", ["undated", "earlier", "later"]),
        ("source={source}", ["later", "earlier", "undated"]),
        ("source={source}&o=3", ["undated", "earlier", "later"]),
    ],
)
def test_list_is_sorted_by_addition_or_by_date_said(query, texts, client, author):
    for text, date_said in (("later", "2020"), ("earlier", "2010-03"), ("undated", "")):
        quote(text, author, source_name="Ana", said=date_said)
    assert list_texts(client, query.format(source=Source.objects.get().pk)) == texts


def test_list_is_cut_and_says_so(client, author, monkeypatch):
    for module in ("blog.admin.large_tables", "blog.admin.quotations.admin"):
        monkeypatch.setattr(f"{module}.MAX_ROWS", 2)
    for number in range(3):
        quote(f"Harbour {number}", author, source_name="Ana")
    for query in ("", "q=harbour", "q=ana", f"source={Source.objects.get().pk}"):
        page = client.get(f"{LIST}?{query}").text
        assert "Only the first 2 are listed" in page, query
        assert list_texts(client, query)[0] == "Harbour 2", query


def test_search_for_frequent_words_reads_the_first_rows_and_says_so(client, author, monkeypatch):
    monkeypatch.setattr(desk_search, "MAX_ESTIMATED_QUOTATIONS", -1)
    monkeypatch.setattr(desk_search, "MAX_COMPARED_QUOTATIONS", 2)
    monkeypatch.setattr(quotations_admin, "MAX_COMPARED_QUOTATIONS", 2)
    for number in range(3):
        quote(f"Harbour {number}", author)
    response = client.get(f"{LIST}?q=harbour")
    assert "only the first 2 were searched" in list_messages(response)[0]
    assert list_texts(client, "q=harbour") == ["Harbour 2", "Harbour 1"]


def test_search_for_words_of_more_quotations_than_estimated_finds_first_ones(
    client, author, monkeypatch
):
    monkeypatch.setattr(desk_search, "MAX_INDEX_QUOTATIONS", 1)
    monkeypatch.setattr(desk_search, "MAX_COMPARED_QUOTATIONS", 1)
    for number in range(4):
        quote(f"Harbour master {number}", author)
    response = client.get(f"{LIST}?q=harbour+master")
    assert "Very many quotations have these words" in list_messages(response)[0]
    texts = list_texts(client, "q=harbour+master")
    assert texts[0] == "Harbour master 3"
    assert 2 <= len(texts) <= 3  # One that was compared, and two of the index.


def test_search_for_a_name_with_very_many_quotations_is_cut_and_says_so(
    client, author, monkeypatch
):
    monkeypatch.setattr(desk_search, "MAX_CREDITED", 2)
    for year in ("2019", "2021", "2020"):
        quote(f"Said in {year}", author, source_name="Ana", speaker_name="Bo", said=year)
    for name in ("ana", "bo"):
        response = client.get(f"{LIST}?q={name}")
        assert "so only 2 were found" in list_messages(response)[0]
        assert list_texts(client, f"q={name}") == ["Said in 2020", "Said in 2021"]
    quote("Quiet", author, source_name="Cy")
    assert list_messages(client.get(f"{LIST}?q=cy")) == []


INDEXES = [
    ("", "blog_pullquote_pkey"),
    ("o=-3", "pullquote_by_date_said"),
    ("o=3", "pullquote_by_date_said"),
    ("kind=inline", "pullquote_by_kind"),
    ("missing=source", "pullquote_without_source"),
    ("missing=address", "pullquote_without_address"),
    ("language=fr", "pullquote_by_language"),
    ("verdict=gone", "quotationcheck_by_verdict"),
    ("source={source}", "pullquote_by_source"),
    ("source={source}", "pullquote_by_speaker"),
    ("q=ana", "pullquote_by_source"),
    ("q=ana", "pullquote_by_speaker"),
    ("q=harbour", "pullquote_words"),
    ("q=harbour&o=3", "pullquote_words"),
]


@pytest.fixture
def many(author) -> Source:
    """Quotations of which few are special in any way."""
    post = quote("Harbour", author, source_name="Ana", url="https://example.org/").pullquotes.get()
    fields = {"post": post.post, "url": post.url, "language": "en"}
    fields |= {"said_on": date(2020, 1, 1), "said_precision": "day"}
    sources = [Source.objects.create(name=name) for name in ("Bo", "Cy", "Di")]
    PullQuote.objects.bulk_create(
        PullQuote(position=n, text=f"Words {n}", source=sources[n % 3], **fields)
        for n in range(100, 2100)
    )
    page = QuotedPage.objects.create(url="https://example.org/", host="example.org")
    QuotationCheck.objects.bulk_create(
        QuotationCheck(quotation_id=key, page=page, text_hash="0" * 64, verdict="same")
        for key in PullQuote.objects.values_list("pk", flat=True)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE blog_pullquote, blog_post, blog_quotationcheck")
    return post.source


def test_lists_of_quotations_read_indexes(client, many, settings):
    settings.EVIDENCE = True
    for query, index in INDEXES:
        query = query.format(source=many.pk)
        lines = plan(lambda query=query: client.get(f"{LIST}?{query}"))
        assert index in lines, f"{query}\n{lines}"


def test_quotations_without_source_are_read_by_language(client, author):
    post = quote("Harbour", author)
    PullQuote.objects.bulk_create(
        PullQuote(post=post, position=n, text="Words", language="fr" if n % 20 == 0 else "en")
        for n in range(100, 2100)
    )
    lines = plan(lambda: client.get(f"{LIST}?language=fr&missing=source"))
    assert "pullquote_sourceless_language" in lines


def test_quotations_of_a_source_are_selected_by_role(client, author):
    quote("One.", author, source_name="Ana")
    key = Source.objects.get().pk
    with CaptureQueriesContext(connection) as queries:
        assert list_texts(client, f"source={key}") == ["One."]
    either_role = f'"source_id" = {key} OR'  # It would read all quotations of the source.
    assert not [query["sql"] for query in queries if either_role in query["sql"]]


@pytest.mark.parametrize("is_over", [False, True])
def test_navigation_counts_findings_up_to_a_limit(is_over, settings, monkeypatch):
    settings.EVIDENCE = True
    for module in ("blog.planning.navigation", "config.admin"):
        monkeypatch.setattr(f"{module}.MAX_COUNT", 1 if is_over else 2)
    page = QuotedPage.objects.create(url="https://example.org/", host="example.org")
    for text in ("One.", "Two."):
        QuotationCheck.objects.create(
            quotation=quote(text).pullquotes.get(),
            page=page,
            text_hash="0" * 64,
            verdict="gone",
            looks=2,
        )
    shown = signed_in(make.user("Editor")).get(LIST).text
    counts = lxml.html.fromstring(shown).xpath("//b[@data-count='blog.quotationcheck']/text()")
    assert set(counts) == {"1+" if is_over else "2"}


@pytest.mark.parametrize(("query", "count"), [("", 11), ("source={source}", 14), ("q=words", 14)])
def test_number_of_queries_does_not_depend_on_the_rows(query, count, client, author):
    for number in range(3):
        quote(f"Words {number}", author, source_name="Ana", said="2020")
    query = query.format(source=Source.objects.get().pk)
    read_rows(client, query)
    with CaptureQueriesContext(connection) as queries:
        assert len(read_rows(client, query)) == 3
    assert len(queries) == count, "\n".join(query["sql"][:150] for query in queries)


def test_quotations_are_added_to_a_dossier_and_removed_by_the_undo(client, author):
    dossier = Dossier.objects.create(title="Water", author=author)
    one, two = quote("One.", author), quote("Two.", author, status=Post.Status.DRAFT)
    asked = send(client, "add_to_dossier", one, two)
    assert "2 quotations will be added" in asked.text
    assert not dossier.items.exists()
    done = send(client, "add_to_dossier", one, two, apply="on", dossier=str(dossier.pk), title="")
    assert list_messages(done) == ["2 quotations added to “Water”. Open the dossier"]
    assert [item.quotation.text for item in dossier.items.all()] == ["Two.", "One."]
    assert "Undo the last addition" in done.text
    undone = client.post(f"{LIST}undo/", follow=True)
    assert list_messages(undone) == ["Removed from “Water” again."]
    assert not dossier.items.exists()
    assert "Undo the last addition" not in undone.text
    assert list_messages(client.post(f"{LIST}undo/", follow=True)) == ["There is nothing to undo."]


def test_undo_keeps_what_the_dossier_had_before(client, author):
    dossier = Dossier.objects.create(title="Water", author=author)
    one, two = quote("One.", author), quote("Two.", author)
    for posts in ((one,), (one, two)):
        send(client, "add_to_dossier", *posts, apply="on", dossier=str(dossier.pk))
    client.post(f"{LIST}undo/", follow=True)
    assert [item.quotation.text for item in dossier.items.all()] == ["One."]
    known = send(client, "add_to_dossier", one, apply="on", dossier=str(dossier.pk))
    assert list_messages(known) == ["They were already in this dossier."]


def test_new_dossier_is_deleted_by_the_undo(client, author):
    one = quote("One.", author)
    send(client, "add_to_dossier", one, apply="on", title="Water")
    assert Dossier.objects.get().title == "Water"
    client.post(f"{LIST}undo/")
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "enter a title for a new one"),
        ({"dossier": "theirs"}, "Select a valid choice"),
        ({"dossier": "comparison"}, "Select a valid choice"),
    ],
)
def test_bad_choice_of_a_dossier_changes_nothing(fields, message, client, author):
    own = {"kind": Dossier.Kind.COMPARISON, "author": author}
    keys = {
        "theirs": Dossier.objects.create(title="Theirs", author=make.user("Author")).pk,
        "comparison": Dossier.objects.create(title="Two", **own).pk,
    }
    sent = {name: str(keys[value]) for name, value in fields.items()}
    response = send(client, "add_to_dossier", quote("One.", author), apply="on", **sent)
    assert message in response.text
    assert Dossier.objects.filter(items__isnull=False).count() == 0
    assert Dossier.objects.count() == 2


def test_drafts_of_others_cannot_be_added(client, author):
    theirs = quote("Theirs.", make.user("Author"), status=Post.Status.DRAFT)
    response = send(client, "add_to_dossier", theirs, apply="on", title="Water")
    assert response.status_code == 200
    assert not Dossier.objects.filter(items__isnull=False).exists()


def test_two_quotations_of_a_voice_start_a_comparison(client, author):
    later = quote("Later.", author, source_name="Ana", said="2020")
    earlier = quote("Earlier.", author, source_name="Ana", said="2010", status=Post.Status.DRAFT)
    response = send(client, "compare", later, earlier)
    comparison = Dossier.objects.comparisons().get()
    assert response.redirect_chain[-1][0] == f"/admin/blog/dossier/{comparison.pk}/change/"
    assert [item.quotation.text for item in comparison.items.all()] == ["Earlier.", "Later."]


@pytest.mark.parametrize("names", [["Ana"], ["Ana", "Bo"], ["Ana", "Ana", "Ana"], ["", ""]])
def test_other_selections_start_no_comparison(names, client, author):
    posts = [quote(f"Said {n}.", author, source_name=name) for n, name in enumerate(names)]
    assert list_messages(send(client, "compare", *posts))
    assert not Dossier.objects.exists()


def test_page_of_a_source_leads_to_its_quotations(client, author):
    quote("One.", author, source_name="Ana")
    quote("Two.", author, source_name="Bo")
    source = Source.objects.get(name="Ana")
    page = client.get(f"/admin/blog/source/{source.pk}/change/").text
    assert f'href="{LIST}?source={source.pk}"' in page
    assert list_texts(client, f"source={source.pk}") == ["One."]


def test_quotations_have_no_forms_in_the_admin():
    client = signed_in(make.user("superuser"))
    key = quote("One.").pullquotes.get().pk
    for path in ("add/", f"{key}/change/", f"{key}/delete/", f"{key}/history/"):
        assert client.get(f"{LIST}{path}").status_code == 404, path
