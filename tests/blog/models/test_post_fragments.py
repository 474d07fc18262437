"""What a post's page says of the post is stored, and is never another than what it would be made
of now."""

import pytest
from django.db import connection

from accounts.models import User
from blog.corrections.models import Correction
from blog.models import (
    Authorship,
    Label,
    Labelling,
    PageWords,
    Post,
)
from blog.views.pages import post_fragments
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    ana = make.user("Author", byline="Ana")
    photo = make.photo(ana, alt="A quay")
    made = make.post(
        make.quotation("Words.", source_name="Ada") + make.figure(photo),
        title="Ports",
        authors=(ana, make.user("Author", byline="Bo")),
        labels=("Ships", "Trade"),
    )
    make.correction(made, "It was Monday.")
    return made


def seen(client, post: Post) -> bytes:
    return client.get(post.get_absolute_url()).content


def ours(post: Post):
    return Post.every.filter(pk=post.pk)


# Straight in the database: whoever changes something need not know of the stored words.
CHANGES = {
    "title": lambda post: ours(post).update(title="Harbours"),
    "summary": lambda post: ours(post).update(summary="In short."),
    "language": lambda post: ours(post).update(language="fr"),
    "text": lambda post: ours(post).update(html=post.html.replace("A quay", "A pier")),
    "linked data": lambda post: ours(post).update(linked_data={}),
    "name of an author": lambda post: User.objects.filter(byline="Bo").update(byline="Cy"),
    "address of an author": lambda post: User.objects.filter(byline="Bo").update(slug="cy"),
    "authors": lambda post: Authorship.objects.filter(post=post, position=2).delete(),
    "their order": lambda post: Authorship.objects.filter(post=post, position=1).update(position=3),
    "name of a label": lambda post: Label.objects.filter(name="Ships").update(name="Vessels"),
    "address of a label": lambda post: Label.objects.filter(name="Ships").update(slug="vessels"),
    "labels": lambda post: Labelling.objects.filter(tag__name="Ships").delete(),
    "another correction": lambda post: make.correction(post, "It was Tuesday."),
    "words of one": lambda post: Correction.objects.update(text="It was Friday."),
    "one withdrawn": lambda post: Correction.objects.update(withdrawn_at=make.moment(2026)),
    "name of the site": lambda post: make.site(name="Elsewhere"),
    "language of the site": lambda post: make.site(language="de"),
    "its licence": lambda post: make.site(licence_url="https://example.org/licence"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_is_seen(change, post, client):
    before = seen(client, post)
    assert seen(client, post) == before  # From what is stored.
    CHANGES[change](post)
    after = seen(client, post)
    assert after != before
    PageWords.objects.all().delete()
    assert seen(client, post) == after


def test_the_day_in_another_time_zone(client):
    evening = make.post(published_at=make.moment(2024, 4, 15, 23))
    assert b"April 15, 2024" in seen(client, evening)
    make.site(time_zone="Asia/Tokyo")
    page = seen(client, evening)
    assert b"April 16, 2024" in page
    assert b"April 15, 2024" not in page


def test_a_comment_more_is_counted_without_making_the_rest_anew(post, client):
    for count in (0, 1, 2):
        assert f'"commentCount":{count},'.encode() in seen(client, post)
        make.comment(post)
    stored = PageWords.objects.get(post=post).made_of
    seen(client, post)
    assert PageWords.objects.get(post=post).made_of == stored


def test_hostile_words_are_stored_as_they_are_shown(client):
    hostile = '<b>&"commentCount":0 %s %(title)s {{ title }}'
    post = make.post(title=hostile, summary=hostile)
    made = seen(client, post)
    assert b"<b>" not in made
    assert seen(client, post) == made


def test_the_sign_between_stored_words_may_be_in_one(client):
    post = make.post(title=f"Ports{post_fragments.BETWEEN} and ships")
    seen(client, post)
    assert b"Ports and ships" in seen(client, post)


def test_another_program_makes_other_words(post, client, monkeypatch):
    seen(client, post)
    before = PageWords.objects.get(post=post).made_of
    monkeypatch.setattr(post_fragments, "_program", lambda: "another")
    seen(client, post)
    assert PageWords.objects.get(post=post).made_of != before


def test_what_cannot_be_stored_is_shown(post, client):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL transaction_read_only = on")
    assert b"Ports" in seen(client, post)
    assert not PageWords.objects.exists()


def test_what_is_not_out_has_nothing_stored(post, client):
    seen(client, post)
    ours(post).update(status=Post.Status.DRAFT)
    assert client.get(post.get_absolute_url()).status_code == 404
    PageWords.objects.all().delete()
    client.force_login(make.user("Editor"))
    assert b"Ports" in seen(client, post)
    assert not PageWords.objects.exists()
