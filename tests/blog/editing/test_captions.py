"""Captions and posters of media files: changes, and the posts that show them."""

from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from blog.editing.captions import Captions, change_captions
from blog.editing.photo_places import can_replace, find_places
from blog.editing.photo_replacement import replace_photo_everywhere, undo_replacement
from blog.editing.photo_take_down import restore_photo, take_down_photo
from blog.editing.photo_usage import find_otherwise_used, find_usage
from blog.editing.photos import IN_USE, delete_photos
from blog.editing.posters import set_poster
from blog.models import CaptionTrack, MediaFile, Photo
from tests.support import factories as make
from tests.support import sample_files as sample
from tests.support.concurrency import (
    TIMEOUT_SECONDS,
    run_concurrently,
    wait_until_connection_blocks_another,
)
from tests.support.renditions import generate_renditions

pytestmark = pytest.mark.django_db
TEXT = "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nLow water.\n"


@pytest.fixture
def author():
    return make.user("Author")


@pytest.fixture
def video(author):
    return make.media_file(author, sample.mp4(), "Tide.mp4")


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    """Run an operation, and what it leaves for after the commit."""

    def run(operation, **arguments):
        with django_capture_on_commit_callbacks(execute=True):
            return operation(**arguments)

    return run


def get_html(post) -> str:
    post.refresh_from_db()
    return post.html


def test_changed_captions_show_in_posts(run, author, video):
    post = make.post(make.file(video), authors=(author,))
    run(change_captions, file=video, saved=[Captions("en", " Eng\0lish ", TEXT)])
    track = CaptionTrack.objects.get()
    assert track.label == "English" and f"/captions/{track.key}.vtt" in get_html(post)
    run(change_captions, file=video, saved=[Captions("fr", "", pk=track.pk)])
    assert 'srclang="fr"' in get_html(post)
    track.refresh_from_db()
    key = track.key
    assert track.text == TEXT and key in get_html(post)  # The same text has the same URL.
    changed = TEXT.replace("Low", "High")
    run(change_captions, file=video, saved=[Captions("fr", "", changed, track.pk)])
    track.refresh_from_db()
    assert track.key != key and track.key in get_html(post) and key not in get_html(post)
    run(change_captions, file=video, saved=(), deleted=[track.pk])
    assert "<track" not in get_html(post)


def test_captions_of_a_document_are_refused(author):
    file = make.media_file(author, sample.pdf())
    with pytest.raises(ValidationError):
        change_captions(file=file, saved=[Captions("en", "", TEXT)])


def test_captions_of_another_file_are_left_alone(author, video):
    other = make.media_file(author, sample.mp4(seconds=9))
    change_captions(file=other, saved=[Captions("en", "", TEXT)])
    track = CaptionTrack.objects.get()
    change_captions(file=video, saved=(), deleted=[track.pk])
    assert CaptionTrack.objects.get() == track
    with pytest.raises(KeyError):
        change_captions(file=video, saved=[Captions("en", "", TEXT, track.pk)])


def test_captions_in_a_language_of_another_case_are_in_the_same(video):
    change_captions(file=video, saved=[Captions("zh-hant", "", TEXT)])
    assert CaptionTrack.objects.get().language == "zh-Hant"
    with pytest.raises(IntegrityError), transaction.atomic():
        change_captions(file=video, saved=[Captions("ZH-HANT", "", TEXT)])


def test_stored_languages_of_captions_get_their_case(author, video):
    migration = import_module("blog.migrations.0079_caption_languages")
    other = make.media_file(author, sample.mp4(seconds=9))
    rows = [(video, "zh-hant"), (video, "zh-Hant"), (other, "pt-br"), (other, "en")]
    for file, language in rows:
        CaptionTrack.objects.create(file=file, language=language, text=TEXT)
    migration.normalize_languages(apps, None)
    languages = CaptionTrack.objects.order_by("pk").values_list("language", flat=True)
    assert [*languages] == ["zh-hant", "zh-Hant", "pt-BR", "en"]


def test_captions_in_an_unknown_language_are_refused(video):
    with pytest.raises(ValidationError):
        change_captions(file=video, saved=[Captions('en" onload="', "", TEXT)])


def test_poster_shows_in_posts_and_linked_data(run, author, video):
    post = make.post(make.file(video), authors=(author,))
    photo = make.photo(author)
    assert run(set_poster, file=video, photo=photo, by=author)
    assert f'poster="{photo.image.url}"' in get_html(post)
    assert post.linked_data["video"][0]["thumbnailUrl"] == photo.image.url
    assert not run(set_poster, file=video, photo=photo, by=author)
    assert run(set_poster, file=video, photo=None, by=author)
    assert "poster=" not in get_html(post)


def test_poster_is_a_small_rendition_once_there_is_one(run, author, video):
    post = make.post(make.file(video), authors=(author,))
    photo = make.photo(author, make.landscape(90, 60, "PNG"))
    run(set_poster, file=video, photo=photo, by=author)
    photo = run(generate_renditions, photo=photo)
    assert photo.poster_url.endswith(".webp")
    assert f'poster="{photo.poster_url}"' in get_html(post)


def test_poster_that_cannot_be_used_is_refused(author, video):
    foreign, withdrawn = make.photo(make.user("Author")), make.photo(author)
    take_down_photo(photo=withdrawn, reason="No licence", by=make.user("Editor"))
    for photo in (foreign, withdrawn):
        with pytest.raises(ValidationError):
            set_poster(file=video, photo=photo, by=author)
    with pytest.raises(ValidationError):
        set_poster(file=make.media_file(author), photo=make.photo(author), by=author)


def test_photo_that_is_a_poster_is_in_use(author, video):
    photo = make.photo(author)
    set_poster(file=video, photo=photo, by=author)
    assert Photo.objects.filter(IN_USE, pk=photo.pk).exists()
    assert find_usage(photo, author).posters.rows == [video]
    assert find_places(photo, 5).posters == [video] and find_places(photo, 5).is_anywhere
    assert find_otherwise_used([photo.pk]) == {photo.pk}
    with pytest.raises(ProtectedError):
        delete_photos(photos=[photo])
    assert can_replace(photo, author)
    foreign = make.media_file(make.user("Author"), sample.mp4(seconds=8))
    set_poster(file=foreign, photo=photo, by=make.user("Editor"))
    assert not can_replace(photo, author)


def test_poster_taken_down_disappears_and_is_put_back(run, author, video):
    editor, photo = make.user("Editor"), make.photo(author)
    post = make.post(make.file(video), authors=(author,))
    run(set_poster, file=video, photo=photo, by=author)
    taken = run(take_down_photo, photo=photo, reason="No licence", by=editor)
    assert taken.post_count == 0 and "poster=" not in get_html(post)
    assert "thumbnailUrl" not in post.linked_data["video"][0]
    run(restore_photo, change=taken.change, by=editor)
    assert f'poster="{photo.image.url}"' in get_html(post)


@pytest.mark.django_db(transaction=True)
def test_poster_is_set_while_it_is_replaced_without_a_deadlock(author, video):
    old, new = make.photo(author), make.photo(author)
    post = make.post(make.figure(old), authors=(author,))
    set_poster(file=video, photo=old, by=author)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            MediaFile.objects.select_for_update(no_key=True).get(pk=video.pk)
            replaced = pool.submit(
                run_concurrently,
                lambda: replace_photo_everywhere(photo=old, replacement=new, by=author),
            )
            wait_until_connection_blocks_another()
            set_poster(file=video, photo=new, by=author)
        replaced.result(TIMEOUT_SECONDS)
    assert post.figures.get().photo == new
    video.refresh_from_db()
    assert video.poster == new


def test_poster_is_replaced_everywhere_and_put_back(run, author, video):
    old, new = make.photo(author), make.photo(author)
    post = make.post(make.file(video), authors=(author,))
    run(set_poster, file=video, photo=old, by=author)
    replaced = run(replace_photo_everywhere, photo=old, replacement=new, by=author)
    assert f'poster="{new.image.url}"' in get_html(post)
    run(undo_replacement, change=replaced.change, by=author)
    assert f'poster="{old.image.url}"' in get_html(post)
