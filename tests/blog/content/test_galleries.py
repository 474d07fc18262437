"""Widths of figures, and galleries: rows, readers, revisions and changes of photos elsewhere."""

import pytest

from blog import revisions
from blog.content import document
from blog.corrections.detect import is_note_required
from blog.models import Figure, Post
from blog.revisions.figures import record_figures
from blog.revisions.record import load_blocks, record
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make.user("Author")


def save(post: Post, html: str, user) -> None:
    nodes = document.parse(html)
    document.check(nodes, post, user, publishing=False)
    assert nodes.errors == []
    document.save(post, nodes, user)


def photos(author, count: int, width: int = 64) -> list:
    return [make.photo(author, data=make.landscape(width, 40)) for _number in range(count)]


def test_gallery_is_stored_as_adjacent_figures_and_read_back(author):
    first, second, third = photos(author, 3)
    html = make.gallery(make.figure(first, caption="One"), make.figure(second), layout="wide")
    post = make.post(
        f"{html}{make.figure(third)}{make.gallery(make.figure(third))}", authors=(author,)
    )
    rows = list(Figure.objects.values_list("photo", "gallery", "layout", "position"))
    assert rows == [
        (first.pk, 1, "wide", 1),
        (second.pk, 1, "wide", 2),
        (third.pk, 0, "", 3),
        (third.pk, 2, "", 4),
    ]
    nodes = document.load_document(post).nodes
    assert [type(node).__name__ for node in nodes] == ["GalleryNode", "FigureNode", "GalleryNode"]
    assert [figure.caption for figure in nodes[0].figures] == ["One", ""]
    assert document.parse(document.to_html(document.load_document(post))).nodes[0].layout == "wide"


def test_pictures_keep_their_keys_when_reordered(author):
    first, second = photos(author, 2)
    post = make.post(make.gallery(make.figure(first), make.figure(second)), authors=(author,))
    keys = dict(Figure.objects.values_list("photo", "pk"))
    nodes = document.load_document(post)
    nodes.nodes[0].figures.reverse()
    document.save(post, nodes, author)
    assert list(Figure.objects.values_list("photo", "pk")) == [
        (second.pk, keys[second.pk]),
        (first.pk, keys[first.pk]),
    ]


@pytest.mark.parametrize(
    ("count", "is_published", "error"),
    [
        (0, True, ""),
        (1, False, ""),
        (1, True, "at least two"),
        (2, True, ""),
        (24, True, ""),
        (25, False, "at most 24"),
    ],
)
def test_number_of_pictures_is_limited(count, is_published, error, author):
    photo = make.photo(author)
    nodes = document.parse(make.gallery(*[make.figure(photo)] * count))
    document.check(nodes, make.post(authors=(author,)), author, publishing=is_published)
    assert [text for text in nodes.errors if error in text] if error else nodes.errors == []


def test_picture_of_somebody_else_is_refused_in_a_gallery(author):
    secret = make.photo(make.user("Author"))
    nodes = document.parse(make.gallery(make.figure(secret)))
    document.check(nodes, make.post(authors=(author,)), author, publishing=False)
    assert "cannot use this picture" in nodes.errors[0]
    assert 'data-errors="You cannot' in document.to_html(nodes)


def test_text_of_a_photo_is_corrected_in_a_gallery(author):
    first, second = photos(author, 2)
    figures = make.figure(first, alt="Corrected"), make.figure(second, caption="Here")
    make.post(make.gallery(*figures), authors=(author,))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.alt, second.caption) == ("Corrected", "Here")


@pytest.mark.parametrize(
    ("layout", "width", "shown"),
    [
        *(("", 2000, 'class="photo"'), ("wide", 2000, 'class="photo wide"')),
        *(("full", 2000, 'class="photo full"'), ("full", 1000, 'class="photo wide"')),
        *(("full", 300, 'class="photo"'), ("huge", 2000, 'class="photo"')),
    ],
)
def test_width_needs_enough_pixels(layout, width, shown, author, client):
    photo = make.photo(author, data=make.landscape(width, 200))
    post = make.post(make.figure(photo, layout=layout), authors=(author,))
    html = client.get(post.get_absolute_url()).content.decode()
    assert shown in html


def test_readers_get_a_grid_of_captioned_pictures(author, client):
    rows = photos(author, 3)
    figures = [make.figure(row, caption=f"Caption {row.pk}") for row in rows]
    post = make.post(make.gallery(*figures, layout="full"), authors=(author,))
    html = client.get(post.get_absolute_url()).content.decode()
    assert (
        '<div class="gallery full of-three" role="group" aria-label="Gallery of 3 pictures">'
        in html
    )
    assert all(f"Caption {row.pk}" in html and row.alt in html for row in rows)
    assert html.count('fetchpriority="high"') == 1
    assert len(post.linked_data["image"]) == 3


def test_revision_shows_what_changed_in_a_gallery(author):
    first, second, third = photos(author, 3)
    post = make.post(
        make.gallery(make.figure(first, caption="A"), make.figure(second)), authors=(author,)
    )
    before = record(post, author)
    html = document.to_html(document.load_document(post))
    save(
        post,
        html.replace('"A"', '"B"').replace("</section>", make.figure(third) + "</section>"),
        author,
    )
    after = record(post, author)
    (change,) = revisions.compare(load_blocks(before), load_blocks(after))
    assert change.kind == "changed"
    assert "<del>A</del>" in change.html and f"Picture {third.pk}" in change.html
    save(post, "".join(load_blocks(before)), author)
    assert list(Figure.objects.values_list("photo", flat=True)) == [first.pk, second.pk]


def test_readers_are_told_of_another_picture_but_not_of_a_width(author):
    first, second = photos(author, 2)
    post = make.post(make.gallery(make.figure(first), make.figure(first)), authors=(author,))
    fields, nodes = revisions.get_field_values(post), document.load_document(post)
    nodes.nodes[0].layout = "wide"
    assert not is_note_required(post, fields, nodes)
    nodes.nodes[0].figures[0].photo = second.pk
    assert is_note_required(post, fields, nodes)


def test_replaced_photo_is_recorded_in_a_gallery(author):
    first, second, third = photos(author, 3)
    html = make.gallery(make.figure(first), make.figure(second), layout="wide")
    post = make.post(f"<p>a</p>{html}", authors=(author,))
    record(post, author)
    figure = Figure.objects.get(photo=first)
    Figure.objects.filter(pk=figure.pk).update(photo=third)
    (revision,) = record_figures([post.pk], [figure.pk], author, "Replaced")
    stored = load_blocks(revision)
    assert stored == document.blocks_to_html(document.load_document(post))
    assert f'data-photo="{third.pk}"' in stored[1] and f'data-photo="{second.pk}"' in stored[1]
