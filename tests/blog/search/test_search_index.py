"""The columns that are searched: made by the database, whatever writes, and read by nobody."""

import io
import itertools

import pytest
from django.core import serializers
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.rate_limits import CountedAttempt
from blog import search
from blog.models import Post, PullQuote
from blog.search import ParsedSearch, SearchParams, find_posts, find_quotations
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def understand(phrase: str) -> ParsedSearch:
    return search.parse_search(phrase, CountedAttempt("test", "", 1000, 60))


def result(phrase: str) -> list[str]:
    keys = find_posts(SearchParams(phrase), understand(phrase)).keys
    return [Post.objects.get(pk=key).title for key in keys]


@pytest.mark.parametrize(
    ("code", "rules"),
    [
        ("en", "search_english"), ("en-gb", "search_english"), ("EN", "search_english"),
        ("fr", "search_french"), ("et", "search_simple"), ("tlh", "search_simple"),
        ("pt-br", "search_portuguese"), ("zh-Hant", "search_simple"), ("nb", "search_norwegian"),
        ("eng", "search_simple"), ("", "search_simple"),
    ],
)  # fmt: skip
def test_language_code_has_a_search_configuration(code, rules):
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_configuration(%s)::text", [code])
        assert cursor.fetchone() == (rules,)


def test_every_write_updates_the_search_index():
    fields = {"status": "published", "published_at": make.moment(2023)}
    Post.objects.bulk_create([Post(title="Bulk", slug="bulk", html="<p>amber</p>", **fields)])
    assert result("amber") == ["Bulk"]
    Post.objects.update(html="<p>basalt</p>")
    assert (result("amber"), result("basalt")) == ([], ["Bulk"])
    params = {"title": "Copied", "slug": "copied", "html": "<p>coral</p>", **fields}
    names = [field.column for field in Post._meta.concrete_fields if field.column != "id"]
    values = Post.objects.values(*names).get() | params | {"linked_data": "{}"}
    texts = (r"\N" if values[name] is None else str(values[name]) for name in names)
    copied = "\t".join(texts) + "\n"
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY blog_post ({', '.join(names)}) FROM STDIN", io.StringIO(copied))
    assert result("coral") == ["Copied"]


def test_index_is_built_with_empty_search_path():
    post = make.post(make.quotation("Said."))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path TO ''")
        cursor.execute("UPDATE public.blog_post SET html = '<p>dolomite</p>'")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE public.blog_pullquote DISABLE TRIGGER USER")
        cursor.execute("UPDATE public.blog_pullquote SET text = 'dolomite'")
        cursor.execute("SET LOCAL search_path TO public")
    assert result("dolomite") == [post.title]


def test_fixture_with_quotations_before_their_post_is_loaded():
    post = make.post(make.quotation("“Ils continuaient.”"), language="fr")
    rows = [*post.pullquotes.all(), post]
    data = serializers.serialize("json", rows)
    assert '"search"' not in data
    post.delete()
    for row in serializers.deserialize("json", data):
        row.save()
    assert PullQuote.objects.values_list("post_language", flat=True).get() == "fr"


def test_search_column_is_never_read_or_saved(django_assert_num_queries, client):
    post = make.post(make.quotation("Said.", source_name="Ada"), labels=["Water"])
    with django_assert_num_queries(8) as queries:
        list(Post.objects.all())
        list(PullQuote.objects.select_related("post"))
        list(PullQuote.objects.for_readers())
        list(PullQuote.objects.all())
        PullQuote.objects.get().post.refresh_from_db()
        Post.objects.get(pk=post.pk)
    post.save()
    post.pullquotes.get().save()
    client.get("/")
    client.get(post.get_absolute_url())
    assert [q["sql"] for q in queries if '"search"' in q["sql"]] == []


LETTERS = [chr(number) for number in range(0x20000, 0x20200)]
HUGE = {
    "distinct words": lambda: (f"word{number} " for number in itertools.count()),
    "rare letters in hyphenated words": lambda: (
        f"{a}{b}-{c}{d} " for a, b, c, d in itertools.product(LETTERS, repeat=4)
    ),
    "addresses": lambda: (f"http://h{n}.example.org/p/{n}?q " for n in itertools.count()),
    "one word": lambda: itertools.repeat("x" * 3000 + " "),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("kind", HUGE)
def test_long_text_can_be_saved(kind):
    """5 MB of each, where a vector ends at 1 MB."""
    phrase, size = [], 0
    for word in HUGE[kind]():
        phrase.append(word)
        size += len(word.encode())
        if size > 5_000_000:
            break
    text = "".join(phrase)
    post = make.post(make.quotation("Said."), title="Huge")
    Post.objects.filter(pk=post.pk).update(html=f"<p>beginning {text}</p>", summary=text)
    PullQuote.objects.update(text=text, translation=text, language="fr", attribution=text[:500])
    assert result("beginning") == ["Huge"]


@pytest.mark.parametrize(
    ("phrase", "owner"),
    [
        ("river", "words"),
        ("river or sea", "words"),
        ('"river sea"', "pairs"),
        ('"river sea" or lake', "words"),
        ("river -sea", "words"),
    ],
)
def test_search_uses_the_index(phrase, owner):
    """As the planner chooses by itself, with some rows and what it knows of them."""
    fields = {"status": "published", "published_at": make.moment(2023)}
    created = Post.objects.bulk_create(
        [
            Post(title=f"T{n}", slug=f"t{n}", language=("en", "fr")[n % 2], **fields)
            for n in range(400)
        ]
    )
    PullQuote.objects.bulk_create([PullQuote(post=post, position=1, text="T") for post in created])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE blog_post, blog_pullquote")
        for find, index in (
            (find_posts, f"post_published_{owner}"),
            (find_quotations, f"pullquote_{owner}"),
        ):
            with CaptureQueriesContext(connection) as queries:
                find(SearchParams(phrase), understand(phrase))
            sql = queries[1]["sql"]
            # Of a prepared statement, without the settings before it.
            cursor.execute("EXPLAIN " + sql[max(sql.rfind("EXECUTE "), 0) :])
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert f"Bitmap Index Scan on {index}" in plan
