"""Figures of a document: captions of the post, texts of the photo, figures without a photo."""

import pytest

from blog.content import document
from blog.content.document.nodes import PHOTO_FIELDS
from blog.models import Photo
from tests.support import factories as make
from tests.support.desk import (
    change,
    errors,
    send,
    signed_in,
)

pytestmark = pytest.mark.django_db
WORDS = {
    "alt": "A field",
    "credit": "Agency/Someone",
    "licence": "https://example.org/licence",
    "original": "https://example.org/original",
}


@pytest.fixture
def author():
    return make.user("Author")


def parse_and_check(html: str, post, user, publishing: bool = False) -> document.Document:
    nodes = document.parse(html)
    document.check(nodes, post, user, publishing)
    return nodes


def save(post, html: str, user) -> None:
    nodes = parse_and_check(html, post, user)
    assert nodes.errors == []
    document.save(post, nodes, user)


def get_photo_values(holder) -> dict[str, object]:
    return {name: getattr(holder, name) for name in PHOTO_FIELDS}


GIVEN = dict(zip(PHOTO_FIELDS, [WORDS["alt"], False, *list(WORDS.values())[1:]], strict=True))


def test_figure_texts_move_to_the_photo_once_it_is_added(author):
    post = make.draft(make.figure(caption="Here", **WORDS), authors=(author,))
    waiting = post.figures.get()
    assert (waiting.photo, waiting.caption, get_photo_values(waiting)) == (None, "Here", GIVEN)
    html = document.to_html(document.load_document(post, author))
    photo = make.photo(author, alt="", credit="")
    save(post, html.replace("<figure", f'<figure data-photo="{photo.pk}"'), author)
    figure, photo = post.figures.get(), Photo.objects.get()
    assert (figure.pk, figure.photo, figure.caption) == (waiting.pk, photo, "Here")
    assert get_photo_values(figure) == dict(zip(PHOTO_FIELDS, ["", False, "", "", ""], strict=True))
    assert get_photo_values(photo) == GIVEN


def test_figure_without_photo_shows_caption_and_credit(author):
    post = make.draft(make.figure(caption="Here", credit="Agency"), authors=(author,))
    assert '<span class="caption">Here</span>' in post.html
    assert '<span class="credit">Agency</span>' in post.html
    assert "<img" not in post.html


def test_captions_of_one_photo_differ_between_posts(author):
    photo = make.photo(author)
    one, two = (make.post(make.figure(photo, caption=c), authors=(author,)) for c in ("A", "B"))
    photo.refresh_from_db()
    assert photo.caption == "A"  # The first caption of a photo without one.
    save(one, make.figure(photo, caption="C"), author)
    photo.refresh_from_db()
    assert [photo.caption, one.figures.get().caption, two.figures.get().caption] == ["A", "C", "B"]


def test_posts_with_a_corrected_photo_are_rerendered(author, django_capture_on_commit_callbacks):
    photo = make.photo(author, alt="Old")
    other = make.post(make.figure(photo), authors=(author,))
    with django_capture_on_commit_callbacks(execute=True):
        save(make.draft(authors=(author,)), make.figure(photo, alt="New"), author)
    old = other.html
    other.refresh_from_db()
    assert other.html == old.replace('alt="Old"', 'alt="New"') != old


def test_photo_of_another_author_keeps_its_texts(author):
    photo = make.photo(author)
    make.post(make.figure(photo), authors=(author,))
    editor, other = make.user("Editor"), make.user("Author")
    post = make.draft(authors=(other,))
    forged = make.figure(photo, alt="Other")
    assert parse_and_check(forged, post, other).errors == [
        (
            "Only its uploader or an editor can change the alternative text and "
            "credit of this picture."
        )
    ]
    assert parse_and_check(make.figure(photo, caption="Mine"), post, other).errors == []
    assert parse_and_check(forged, post, editor).errors == []


@pytest.mark.parametrize("old", ["Old", ""])
@pytest.mark.parametrize("decorative_first", [True, False])
def test_two_figures_with_one_photo_apply_the_last_correction(decorative_first, old, author):
    photo = make.photo(author, alt=old)
    parts = [make.figure(photo, alt="", decorative="1"), make.figure(photo, alt="New")]
    html = "<p>x</p>".join(parts if decorative_first else reversed(parts))
    save(make.draft(authors=(author,)), html, author)
    photo.refresh_from_db()
    right = ("New", False) if decorative_first else ("", True)
    assert (photo.alt, photo.decorative) == right


def test_figure_with_stored_texts_does_not_change_the_photo(author):
    photo = make.photo(author, alt="Old")
    html = make.figure(photo, alt="New") + "<p>x</p>" + make.figure(photo, alt="Old")
    save(make.draft(authors=(author,)), html, author)
    photo.refresh_from_db()
    assert photo.alt == "New"


PICTURE = "This figure has no picture. Add one, or remove the figure."


@pytest.mark.parametrize(
    ("photo", "attributes", "missing"),
    [
        (None, {"alt": "A field"}, [PICTURE]),
        ({"alt": ""}, {}, []),  # A check finds it, and an editor can override it.
    ],
    ids=["no picture", "undescribed"],
)
def test_publishing_requires_a_picture(photo, attributes, missing, author):
    row = make.photo(author, **photo) if photo else None
    html = make.figure(row, **attributes)
    post = make.draft(authors=(author,))
    assert parse_and_check(html, post, author, publishing=True).errors == missing
    assert parse_and_check(html, post, author, publishing=False).errors == []


@pytest.mark.slow
def test_publishing_without_picture_shows_error_and_keeps_input(author):
    post = make.draft(authors=(author,))
    client = signed_in(make.user("Editor"))
    html = "<p>Typed.</p>" + make.figure(caption="Here", alt="A field")
    response = send(client, change(post), document=html, status="published")
    assert errors(response) == {
        "__all__": [
            "Not published: 1 check result blocks publishing. See “Checks”; an editor can "
            "override most check results there with a reason."
        ],
        "document": ["1 block needs attention; it is marked below."],
    }
    shown = document.parse(response.context["adminform"].form["document"].value())
    assert shown == document.parse(html)
    assert f'data-errors="{PICTURE}"' in response.context["adminform"].form["document"].value()


def test_decorative_picture_has_no_alternative_text(author):
    nodes = parse_and_check(
        make.figure(decorative="1", alt="A"), make.draft(authors=(author,)), author
    )
    assert nodes.errors == [
        ("A decorative picture has no alternative text. Clear the text, or untick “Decorative”."),
    ]


def test_caption_of_the_only_figure_becomes_that_of_the_photo(author):
    photo = make.photo(author, caption="From the agency")
    one, two = make.draft(authors=(author,)), make.draft(authors=(author,))
    make.write(one, make.figure(photo, caption="As typed"), author)
    photo.refresh_from_db()
    assert photo.caption == "As typed"
    make.write(two, make.figure(photo, caption="Another view"), author)
    photo.refresh_from_db()
    assert photo.caption == "As typed"
