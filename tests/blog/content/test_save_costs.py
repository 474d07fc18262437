"""Query counts of saving a document, and the size of its revisions."""

import pytest
from django.contrib.contenttypes.models import ContentType

from blog import revisions
from blog.content import document
from blog.models import Photo, Post
from blog.revisions.models import RevisionBlock
from tests.support import factories as make
from tests.support.desk import change, fields, signed_in

pytestmark = pytest.mark.django_db
MANY = pytest.param(300, marks=pytest.mark.slow)
BLOCKS = pytest.mark.parametrize("blocks", [3, MANY])


@pytest.fixture
def author():
    return make.user("Author")


def build_html(blocks: int, photos: list[Photo]) -> str:
    """Return a document, a third each of prose, quotations and figures."""
    return "".join(
        f"<p>Words {n}.</p>"
        + make.quotation(
            f"“Said {n}.”",
            source_name=f"Source {n}",
            source_affiliation=f"Place {n}",
            speaker_name=f"Speaker {n}",
        )
        + make.figure(photos[n % len(photos)], caption=f"Caption {n}")
        for n in range(blocks // 3)
    )


@pytest.fixture
def photos(author) -> list[Photo]:
    return [make.photo(author) for _ in range(2)]


def make_post(blocks: int, author, photos: list[Photo]) -> Post:
    return make.draft(build_html(blocks, photos), authors=(author,))


def parse_and_check(html: str, post: Post, user) -> document.Document:
    nodes = document.parse(html)
    document.check(nodes, post, user, publishing=False)
    assert nodes.errors == []
    return nodes


def get_editor_html(post: Post) -> str:
    return document.to_html(document.load_document(post))


# The change, and the number of queries of its save.
COSTS = {
    "nothing": 13,
    "a word of each block": 15,
    "a block at the top": 18,
    "new names for all sources": 18,
    "corrected sources": 15,
    "corrected pictures": 15,
    "all blocks gone": 14,  # Three of them for hops and items of dossiers.
}


def change_html(what: str, post: Post) -> str:
    html = get_editor_html(post)
    return {
        "nothing": html,
        "a word of each block": html.replace("Words", "Other").replace("Said", "Told"),
        "a block at the top": "<h2>First</h2>" + make.quotation("“New.”") + html,
        "new names for all sources": html.replace('="Source ', '="Known '),
        "corrected sources": html.replace("Place ", "Court "),
        "corrected pictures": html.replace('data-alt="', 'data-alt="More of '),
        "all blocks gone": "",
    }[what]


@BLOCKS
@pytest.mark.parametrize("what", COSTS)
def test_save_query_count_is_independent_of_changes(
    what, blocks, author, photos, django_assert_num_queries
):
    post = make_post(blocks, author, photos)
    nodes = parse_and_check(change_html(what, post), post, author)
    with django_assert_num_queries(COSTS[what]):
        document.save(post, nodes, author)


def save_revisions(post: Post, author, times: int) -> None:
    """Save the post several times, each time with one changed paragraph."""
    revisions.record(post, author)
    for number in range(times - 1):
        post.proses.filter(position=1).update(html=f"<p>Words of {number}.</p>")
        revisions.record(post, author)


OPENED, SAVED = 21, 84  # One of them locks the form, as automatic saves do.


@pytest.mark.parametrize(
    ("blocks", "times"), [(3, 3), pytest.param(300, 200, marks=pytest.mark.slow)]
)
def test_form_query_count_is_independent_of_history(
    blocks, times, author, photos, django_assert_num_queries
):
    post = make_post(blocks, author, photos)
    save_revisions(post, author, times)
    client, address = signed_in(author), change(post)
    ContentType.objects.get_for_model(Post)  # Django caches it.
    with django_assert_num_queries(OPENED):
        assert client.get(address).status_code == 200
    sent = fields(client, address)
    sent["document"] = sent["document"].replace("Words", "Other").replace("Said", "Told")
    with django_assert_num_queries(SAVED):
        assert client.post(address, sent).status_code == 302
    assert post.revisions.count() == times + 1


@pytest.mark.slow
def test_revision_stores_only_the_changed_block(author, photos):
    post = make_post(30, author, photos)
    revisions.record(post, author)
    before = set(RevisionBlock.objects.values_list("pk", flat=True))
    html = get_editor_html(post).replace("Words 4.", "Other words.")
    document.save(post, parse_and_check(html, post, author), author)
    revision = revisions.record(post, author)
    new = RevisionBlock.objects.exclude(pk__in=before)
    assert [block.html for block in new] == ["<p>Other words.</p>"]
    assert len(revision.block_ids) == len(before) == 30
    assert Photo.objects.count() == len(photos)
    assert set(revision.photos) == {photo.pk for photo in photos}
