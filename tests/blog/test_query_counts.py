"""How many queries each page costs: a literal number, the same for one row and for three."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldFetchBlocked
from django.utils import timezone

from blog.models import Post
from tests import factories as make
from tests.desk import change, signed_in

pytestmark = pytest.mark.django_db
ROWS = pytest.mark.parametrize("rows", [1, 3])


@pytest.fixture
def author():
    return make.user("Author")


def fill(rows: int, author) -> list[Post]:
    """Posts with two authors, and per post a source, a speaker, a label and a photo of its own."""
    return [
        make.post(
            "<p>Words.</p>"
            + make.quotation("“Shared.”", source_name="Everybody")
            + make.quotation("“A.”", source_name=f"Source {row}", speaker_name=f"Speaker {row}")
            + make.figure(make.photo(author), caption="Here"),
            authors=(author, make.user("Author")),
            labels=["Common", f"Label {row}"],
            published_at=timezone.now() - timedelta(days=1 + row),
        )
        for row in range(rows)
    ]


@ROWS
@pytest.mark.parametrize(
    ("page", "queries"),
    [
        ("/", 2),
        ("/archive/", 2),
        ("/authors/", 2),
        ("/labels/", 2),
        ("/labels/?by=use", 2),
        ("/labels/common/", 3),
        ("/sources/", 3),
        ("/sources/?kind=person", 2),
        ("/sources/everybody/", 5),
    ],
)
def test_lists(rows, page, queries, author, client, django_assert_num_queries):
    fill(rows, author)
    with django_assert_num_queries(queries):
        assert client.get(page).status_code == 200


@ROWS
@pytest.mark.parametrize(
    ("query", "queries"),
    [
        ("", 2),
        ("?q=words+or+shared", 6),
        ("?q=words+or+shared&label=common&year=2020", 6),
        ("?q=words+or+shared&in=posts", 5),
        ("?q=words+or+shared&in=quotations", 5),
        ("?q=nothing", 6),
    ],
)
def test_search(rows, query, queries, author, client, django_assert_num_queries):
    for post in fill(rows, author):
        post.published_at = make.moment(2020)
        post.save()
    with django_assert_num_queries(queries):
        assert client.get("/search/" + query).status_code == 200


@ROWS
def test_post(rows, author, client, django_assert_num_queries):
    posts = fill(rows, author)
    with django_assert_num_queries(3):
        assert client.get(posts[len(posts) // 2].get_absolute_url()).status_code == 200


def test_page_that_is_not_there(client, django_assert_num_queries):
    """Settings, the post for readers, for whoever may edit it, and a former address."""
    with django_assert_num_queries(4):
        assert client.get("/2023/03/none/").status_code == 404


@ROWS
@pytest.mark.parametrize(
    ("page", "queries"),
    [
        # Settings, session, person and two for permissions; an editor's page counts what it lists.
        ("/admin/blog/post/", 9),
        ("/admin/blog/source/", 8),
        ("/admin/blog/photo/", 8),
        ("/admin/blog/label/", 8),
        ("/admin/blog/post/editor/photos/", 6),
        ("/admin/blog/post/editor/sources/?q=s", 6),
        ("/admin/blog/post/editor/labels/?q=l", 7),
    ],
)
def test_desk_lists(rows, page, queries, author, django_assert_num_queries):
    fill(rows, author)
    client = signed_in(make.user("Editor"))
    with django_assert_num_queries(queries):
        assert client.get(page).status_code == 200


@pytest.mark.parametrize("blocks", [3, 30])
def test_form_of_a_post(blocks, author, django_assert_num_queries):
    parts = [
        f"<p>Words {n}.</p>"
        + make.quotation(f"“Said {n}.”", source_name=f"Source {n}", speaker_name=f"Speaker {n}")
        + make.figure(make.photo(author))
        for n in range(blocks // 3)
    ]
    post = make.draft("".join(parts), authors=(author,), labels=["China"])
    client = signed_in(author)
    ContentType.objects.get_for_model(Post)  # Django remembers it from then on.
    with django_assert_num_queries(13):
        assert client.get(change(post)).status_code == 200


@pytest.mark.parametrize("blocks", [3, 30])
def test_save_without_a_change(blocks, author, django_assert_num_queries):
    """Each source that is named is looked up once, whatever the number of its quotations."""
    quotation = make.quotation("“One.”", "“Two.”", source_name="Source")
    post = make.draft(quotation + "<p>Words.</p>" * blocks, authors=(author,))
    nodes = make.document.nodes_of(post, author)
    with django_assert_num_queries(11):
        make.document.save(post, nodes, author)


def test_unplanned_query_on_a_page_is_an_error(author):
    fill(1, author)
    post = Post.objects.for_readers().defer("html").get()
    with pytest.raises(FieldFetchBlocked):
        _ = post.html
