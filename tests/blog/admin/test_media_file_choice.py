"""Files that were uploaded before are offered in the editor."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from blog.editing.posters import set_poster
from blog.models import Embed, MediaFile
from tests.support import factories as make
from tests.support import sample_files as sample
from tests.support.desk import change, send, signed_in

URL = "/admin/blog/post/editor/files/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> User:
    return make.user("Author")


def list_names(user: User, **query: str) -> list[str]:
    answer = signed_in(user).get(URL, query).json()
    return [file["name"] for file in answer["files"]]


def test_file_is_offered_as_its_upload_was_answered(author: User) -> None:
    video = make.media_file(author, sample.mp4(), "Low_water.mp4")
    assert signed_in(author).get(URL).json() == {
        "files": [
            {
                "file": str(video.pk),
                "kind": "video",
                "name": "Low_water.mp4",
                "details": f"MP4, 0:03, {video.size}\u00a0bytes",
                "src": video.file.url,
                "title": "Low water",
                "thumbnail": "",
            }
        ],
        "more": False,
    }
    photo = make.photo(author)
    set_poster(file=video, photo=photo, by=author)
    [offered] = signed_in(author).get(URL).json()["files"]
    assert offered["thumbnail"] == photo.thumbnail_url


def test_files_of_others_are_offered_once_they_are_public(author: User) -> None:
    other = make.user("Author")
    draft, public = (make.media_file(other, name=name) for name in ("draft.wav", "public.wav"))
    make.draft(make.file(draft), authors=(other,))
    make.post(make.file(public), authors=(other,))
    make.media_file(author, name="own.wav")
    assert list_names(author) == ["own.wav", "public.wav"]
    assert list_names(make.user("Editor")) == ["own.wav", "public.wav", "draft.wav"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("TIDE", ["Tide at Évora.wav"]),
        ("evora tide", ["Tide at Évora.wav"]),
        ("tide ebb", []),
        ("100%", ["100% sure.wav"]),
        ("_", ["ebb_1.wav"]),
    ],
)
def test_search_finds_all_words_in_the_name(query: str, names: list[str], author: User) -> None:
    for name in ("Tide at Évora.wav", "100% sure.wav", "ebb_1.wav"):
        make.media_file(author, name=name)
    assert list_names(author, q=query) == names


def test_search_finds_the_texts_that_posts_show_with_a_file(author: User) -> None:
    editor = make.user("Editor")
    tide, ebb = (make.media_file(author, name=name) for name in ("1.wav", "2.wav"))
    texts = {"title": "Évora at dawn", "caption": "The locks", "credit": "Ana Ruiz"}
    make.draft(make.file(tide, **texts), authors=(author,))
    make.draft(make.file(ebb, caption="A secret"), authors=(editor,))
    for query in ("evora", "LOCKS", "ruiz dawn", "1.wav locks"):
        assert list_names(author, q=query) == ["1.wav"]
    assert list_names(author, q="secret") == []  # In a draft of somebody else.
    assert list_names(editor, q="secret") == ["2.wav"]


def test_long_list_has_pages_that_begin_before_a_file(author: User) -> None:
    first = make.media_file(author)
    copies = [
        MediaFile(
            file=f"files/{n}.wav",
            name=f"{n}.wav",
            kind="audio",
            content_type="audio/wav",
            size=1,
            sha256=f"{n:064}",
            uploaded_by=author,
        )
        for n in range(24)
    ]
    MediaFile.objects.bulk_create(copies)
    client = signed_in(author)
    page = client.get(URL).json()
    assert len(page["files"]) == 24 and page["more"]
    rest = client.get(URL, {"before": page["files"][-1]["file"]}).json()
    assert [file["file"] for file in rest["files"]] == [str(first.pk)] and not rest["more"]


def test_file_about_to_be_deleted_is_not_offered(author: User) -> None:
    available, expiring, used = (make.media_file(author, name=name) for name in "aeu")
    make.draft(make.file(used), authors=(author,))
    for file, days in ((available, 6.9), (expiring, 6.99), (used, 100)):
        then = timezone.now() - timedelta(days=days)
        MediaFile.objects.filter(pk=file.pk).update(last_uploaded_at=then)
    assert list_names(author) == ["u", "a"]


def test_chosen_file_of_another_author_is_saved_with_the_post(author: User) -> None:
    other = make.user("Author")
    file = make.media_file(other)
    make.post(make.file(file), authors=(other,))
    draft = make.draft("<p>Text.</p>", authors=(author,))
    send(signed_in(author), change(draft), document=make.file(file, title="Tide"))
    assert Embed.objects.get(post=draft).file == file
