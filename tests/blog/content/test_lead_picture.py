"""The picture that stands for a post in lists and where it is shared, chosen by its author."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from blog import revisions
from blog.content import document
from blog.editing import save_post
from blog.editing.photo_take_down import take_down_photo
from blog.models import Embed, Figure, Photo, Post
from tests.support import factories as make
from tests.support.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make.user("Editor")


@pytest.fixture
def photos(editor):
    return [make.photo(editor), make.photo(editor)]


def create_post(editor, photos, *leads: int, in_gallery: bool = False) -> Post:
    figures = [
        make.figure(photo, lead="1" if number in leads else "")
        for number, photo in enumerate(photos)
    ]
    shown = make.gallery(*figures) if in_gallery else "".join(figures)
    return make.post(f"<p>Text.</p>{shown}", authors=(editor,))


def get_name(photo: Photo) -> str:
    """Return the name of the file, with which its renditions begin."""
    return Path(photo.image.name).stem


def get_front_picture(client) -> str:
    (src,) = read(client, "/").xpath("//a[@class='front-picture']/img/@src")
    return src


@pytest.mark.parametrize("in_gallery", [False, True])
@pytest.mark.parametrize(("leads", "expected"), [((), 0), ((1,), 1), ((0, 1), 0)])
def test_lead_picture_is_shown_on_home_page(
    client, editor, photos, leads, expected, in_gallery
) -> None:
    make.site(home_layout="lead")
    create_post(editor, photos, *leads, in_gallery=in_gallery)
    assert get_name(photos[expected]) in get_front_picture(client)


def test_removed_lead_picture_is_replaced_by_the_first(client, editor, photos) -> None:
    make.site(home_layout="lead")
    create_post(editor, photos, 1)
    take_down_photo(photo=photos[1], reason="No longer licensed", by=editor)
    assert get_name(photos[0]) in get_front_picture(client)


def test_lead_picture_is_first_in_feed_and_linked_data(client, editor, photos) -> None:
    post = create_post(editor, photos, 1)
    (item,) = json.loads(client.get("/feed.json").content)["items"]
    assert item["image"].endswith(photos[1].image.name)
    urls = [image["contentUrl"] for image in Post.objects.get(pk=post.pk).linked_data["image"]]
    assert [Path(url).stem for url in urls] == [get_name(photos[1]), get_name(photos[0])]


def test_card_of_linked_post_shows_its_lead_picture(client, editor, photos) -> None:
    post = create_post(editor, photos, 1)
    linking = make.post(make.embed(settings.SITE_URL + post.get_absolute_url()), authors=(editor,))
    assert Embed.objects.get().linked_post == post
    assert get_name(photos[1]) in linking.html
    assert get_name(photos[0]) not in linking.html


def test_choice_is_kept_by_save_and_revision(editor, photos) -> None:
    post = create_post(editor, photos, 1)
    assert [*Figure.objects.order_by("position").values_list("is_lead", flat=True)] == [False, True]
    loaded = document.load_document(post)
    assert [node.is_lead for node in loaded.figures] == [False, True]
    revisions.record(post, editor)
    (revision,) = post.revisions.all()
    assert 'data-lead="1"' in "".join(revisions.load_blocks(revision))


def test_other_lead_picture_needs_no_note_to_readers(editor, photos) -> None:
    post = create_post(editor, photos, 1)
    revisions.record(post, editor)
    changed = document.load_document(post)
    for node in changed.figures:
        node.is_lead = not node.is_lead
    saved = save_post(post, by=editor, document=changed)
    assert saved.revision and Figure.objects.order_by("position")[0].is_lead
