"""The database itself refuses bad rows, whatever code writes them."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from blog.models import Authorship, Figure, Label, Photo, Post, PostLabel, Prose, PullQuote, Source
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def refused(write) -> str:
    """The name of the constraint that refuses."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write()
        connection.check_constraints()
    return error.value.__cause__.diag.constraint_name


@pytest.fixture
def post():
    return make.post(make.quotation("“A.”", source_name="Known"))


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"status": "gone"}, "post_status_known"),
        ({"status": "published", "published_at": None}, "post_published_has_date"),
        ({"published_at": make.moment(999)}, "post_published_in_calendar"),
        ({"published_at": make.moment(9000)}, "post_published_in_calendar"),
        ({"slug": ""}, "post_slug_given"),
        ({"title": ""}, "post_title_given"),
        ({"language": ""}, "post_language_given"),
    ],
)
def test_invalid_post_is_rejected(post, values, constraint):
    assert refused(lambda: Post.objects.filter(pk=post.pk).update(**values)) == constraint


def test_duplicate_post_slug_is_rejected(post):
    other = make.post()
    name = refused(lambda: Post.objects.filter(pk=other.pk).update(slug=post.slug))
    assert name.startswith("blog_post_slug")


def test_duplicate_author_is_rejected(post):
    author = post.authorships.get().user
    name = refused(lambda: Authorship.objects.create(post=post, user=author, position=2))
    assert name == "authorship_post_user_unique"


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"kind": "animal"}, "source_kind_known"),
        ({"name": ""}, "source_name_given"),
        ({"slug": ""}, "source_slug_given"),
        ({"url": "javascript:alert(1)"}, "source_url_is_web_address"),
        ({"url": "ftp://example.org/"}, "source_url_is_web_address"),
        ({"url": "x https://example.org/"}, "source_url_is_web_address"),
    ],
)
def test_invalid_source_is_rejected(post, values, constraint):
    assert refused(lambda: Source.objects.update(**values)) == constraint


@pytest.mark.parametrize("name", ["Known", "known", "KNOWN"])
def test_duplicate_source_is_rejected(post, name):
    again = Source(name=name, slug="again")
    assert refused(again.save) == "source_name_affiliation_unique"


def test_equal_name_with_other_affiliation_is_accepted(post):
    Source.objects.create(name="Known", affiliation="A University")
    other = Source(name="known", affiliation="a university", slug="again")
    assert refused(other.save) == "source_name_affiliation_unique"


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"text": ""}, "pullquote_text_given"),
        ({"said_precision": "day"}, "pullquote_said_fits_precision"),
        ({"said_on": date(2023, 3, 22)}, "pullquote_said_fits_precision"),
        (
            {"said_on": date(2023, 3, 22), "said_precision": "month"},
            "pullquote_said_fits_precision",
        ),
        ({"said_on": date(2023, 3, 1), "said_precision": "year"}, "pullquote_said_fits_precision"),
        ({"said_on": date(2023, 1, 1), "said_precision": "hour"}, "pullquote_said_fits_precision"),
        ({"translation": "Words."}, "pullquote_translation_has_language"),
        ({"url": "javascript:alert(1)"}, "pullquote_url_is_web_address"),
    ],
)
def test_invalid_quotation_is_rejected(post, values, constraint):
    assert refused(lambda: PullQuote.objects.update(**values)) == constraint


def test_speaker_equal_to_source_is_rejected(post):
    quote = post.pullquotes.get()
    quote.speaker = quote.source
    assert refused(quote.save) == "pullquote_speaker_is_another"


@pytest.mark.parametrize("model", [Prose, PullQuote, Figure])
def test_duplicate_block_position_is_rejected(post, model):
    model.objects.create(post=post, position=9, **({"text": "A"} if model is PullQuote else {}))
    again = model(post=post, position=9, **({"text": "B"} if model is PullQuote else {}))
    assert refused(again.save) == f"{model.__name__.lower()}_post_position_unique"


def test_blocks_can_swap_positions_within_a_transaction(post):
    two = Prose.objects.bulk_create(Prose(post=post, position=n, html="x") for n in (5, 6))
    with transaction.atomic():
        for row, position in zip(two, (6, 5), strict=True):
            Prose.objects.filter(pk=row.pk).update(position=position)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"decorative": True, "alt": "Words"}, "photo_alt_or_decorative"),
        ({"width": 0}, "photo_has_size"),
        ({"height": 0}, "photo_has_size"),
        ({"sha256": "ABC"}, "photo_hash_is_sha256"),
        ({"sha256": "g" * 64}, "photo_hash_is_sha256"),
        ({"licence_url": "javascript:alert(1)"}, "photo_licence_url_is_web_address"),
        ({"original_url": "data:text/html,x"}, "photo_original_url_is_web_address"),
    ],
)
def test_invalid_photo_is_rejected(values, constraint):
    photo = make.photo(make.user("Author"))
    assert refused(lambda: Photo.objects.filter(pk=photo.pk).update(**values)) == constraint


def test_duplicate_photo_file_is_rejected():
    author = make.user("Author")
    one, two = make.photo(author), make.photo(author)
    name = refused(lambda: Photo.objects.filter(pk=two.pk).update(sha256=one.sha256))
    assert name.startswith("blog_photo_sha256")


@pytest.mark.parametrize(
    "text",
    [
        {"alt": "A"},
        {"credit": "A"},
        {"decorative": True},
        {"licence_url": "https://example.org/"},
        {"original_url": "https://example.org/"},
    ],
    ids=lambda text: next(iter(text)),
)
def test_figure_with_photo_and_own_metadata_is_rejected(post, text):
    figure = Figure(post=post, position=9, photo=make.photo(make.user("Author")), **text)
    assert refused(figure.save) == "figure_with_photo_holds_no_words_of_it"


@pytest.mark.parametrize("field", ["licence_url", "original_url"])
def test_figure_without_photo_is_accepted(post, field):
    figure = Figure(post=post, position=9, **{field: "javascript:alert(1)"})
    assert refused(figure.save) == f"figure_{field}_is_web_address"


@pytest.mark.parametrize(
    ("name", "slug", "constraint"),
    [
        ("china", "x", "label_name_unique"),
        ("", "x", "label_name_given"),
        ("Press, freedom of", "x", "label_name_has_no_comma"),
    ],
)
def test_invalid_label_is_rejected(name, slug, constraint):
    Label.objects.create(name="China")
    label = Label(name=name, slug=slug)
    assert refused(label.save) == constraint


def test_label_without_slug_gets_one():
    Label.objects.create(name="China")
    assert refused(lambda: Label.objects.update(slug="")) == "label_slug_given"


def test_duplicate_label_of_a_post_is_rejected(post):
    label = Label.objects.create(name="China")
    PostLabel.objects.create(content_object=post, tag=label)
    again = PostLabel(content_object=post, tag=label)
    assert refused(again.save) == "postlabel_post_label_unique"


def test_referenced_sources_photos_and_authors_are_protected(post):
    figure = Figure.objects.create(
        post=post, position=9, photo=make.photo(post.authorships.get().user)
    )
    for row in (Source.objects.get(), figure.photo, User.objects.get(posts=post)):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.delete()


def test_deleted_post_deletes_only_its_blocks(post):
    post.labels.add("China")
    post.delete()
    assert [model.objects.count() for model in (Prose, PullQuote, PostLabel, Authorship)] == [0] * 4
    assert [model.objects.count() for model in (Source, Label)] == [1, 1]
