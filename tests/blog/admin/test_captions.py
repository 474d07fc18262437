"""The page of a recording: captions and the poster."""

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from blog.models import CaptionTrack
from tests.support import factories as make
from tests.support import sample_files as sample
from tests.support.desk import fields

pytestmark = pytest.mark.django_db
TEXT = "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nLow water.\n"


def get_url(file) -> str:
    return reverse("admin:blog_mediafile_change", args=[file.pk])


def post(client, file, *, data: bytes | None = TEXT.encode(), **values):
    form = fields(client, get_url(file)) | values
    if data is not None:
        row = next(name for name in values if name.endswith("-language")).rpartition("-")[0]
        form[f"{row}-upload"] = SimpleUploadedFile("low water.vtt", data)
    return client.post(get_url(file), form)


@pytest.fixture
def author(client):
    user = make.user("Author")
    client.force_login(user)
    return user


@pytest.fixture
def video(author):
    return make.media_file(author, sample.mp4(), "Tide.mp4")


def test_author_adds_replaces_and_deletes_captions(client, video):
    response = post(client, video, **{"caption_tracks-0-language": "en"})
    assert response.status_code == 302
    track = CaptionTrack.objects.get()
    assert (track.file, track.text, track.shown_label) == (video, TEXT, "English")
    assert "1 caption<" in client.get(get_url(video)).content.decode()
    assert post(client, video, data=None).status_code == 302
    assert CaptionTrack.objects.get().key == track.key
    high = TEXT.replace("Low", "High").encode()
    values = {"caption_tracks-0-language": "en", "caption_tracks-0-label": "All"}
    assert post(client, video, data=high, **values).status_code == 302
    track.refresh_from_db()
    assert "High" in track.text and track.label == "All"
    post(client, video, data=None, **{"caption_tracks-0-DELETE": "on"})
    assert not CaptionTrack.objects.exists()


@pytest.mark.parametrize(
    ("data", "language", "message"),
    [
        (b"<script>", "en", "Line 1 of the captions"),
        (None, "en", "Choose the file with the captions."),
        (TEXT.encode(), "Lowwaterish", "Enter a language code"),
        (TEXT.encode(), "", "This field is required."),
    ],
)
def test_captions_with_an_error_are_refused(data, language, message, client, video):
    values = {"caption_tracks-0-language": language, "caption_tracks-0-label": "x"}
    response = post(client, video, data=data, **values)
    assert response.status_code == 200 and message in response.content.decode()
    assert not CaptionTrack.objects.exists()


@pytest.mark.parametrize(
    ("code", "name"), [("fr", "Französisch"), ("fr-CA", "Französisch (CA)"), ("tlh", None)]
)
def test_page_names_language_of_captions_in_that_of_the_person(code, name, client, video):
    post(client, video, **{"caption_tracks-0-language": code})
    type(video.uploaded_by).objects.update(language="de")
    page = client.get(get_url(video)).text
    assert f'value="{code}"' in page
    names = lxml.html.fromstring(page).xpath("//input[contains(@name, '-language')]/../span")
    assert [span.text for span in names] == ([name] if name else [])


def test_language_of_captions_is_accepted_by_its_name(client, video):
    post(client, video, **{"caption_tracks-0-language": "français"})
    assert CaptionTrack.objects.get().language == "fr"


@pytest.mark.parametrize("same", ["zh-Hant", "zh-hant", "ZH-HANT"])
def test_second_captions_in_a_language_are_refused(same, client, video):
    post(client, video, **{"caption_tracks-0-language": "zh-hanT"})
    assert CaptionTrack.objects.get().language == "zh-Hant"
    response = post(client, video, **{"caption_tracks-1-language": same})
    assert "captions in this language already" in response.content.decode()
    assert CaptionTrack.objects.count() == 1


def test_author_chooses_and_removes_a_poster(client, author, video):
    photo = make.photo(author)
    assert post(client, video, data=None, poster=str(photo.pk)).status_code == 302
    video.refresh_from_db()
    assert video.poster == photo
    assert post(client, video, data=None, poster="").status_code == 302
    video.refresh_from_db()
    assert video.poster is None


def test_poster_of_another_author_is_refused(client, video):
    photo = make.photo(make.user("Author"))
    response = post(client, video, data=None, poster=str(photo.pk))
    assert response.status_code == 200
    video.refresh_from_db()
    assert video.poster is None


def test_file_of_another_author_is_only_shown(client, author):
    other = make.user("Author")
    file = make.media_file(other, sample.mp4())
    make.post(make.file(file), authors=(other,))
    html = client.get(get_url(file)).content.decode()
    assert 'type="file"' not in html and 'name="poster"' not in html
    row = {"caption_tracks-TOTAL_FORMS": "1", "caption_tracks-INITIAL_FORMS": "0"}
    upload = {"caption_tracks-0-upload": SimpleUploadedFile("a.vtt", TEXT.encode())}
    client.post(get_url(file), row | upload | {"caption_tracks-0-language": "en"})
    assert not CaptionTrack.objects.exists()


def test_document_has_neither_captions_nor_poster(client, author):
    html = client.get(get_url(make.media_file(author, sample.pdf()))).content.decode()
    assert "caption_tracks" not in html and 'name="poster"' not in html
    html = client.get(get_url(make.media_file(author))).content.decode()
    assert "caption_tracks" in html and 'name="poster"' not in html


def test_captions_of_another_author_show_the_name_of_their_language(client, author):
    other = make.user("Author")
    file = make.media_file(other, sample.mp4(), "Ebb.mp4")
    make.post(make.file(file), authors=(other,))
    CaptionTrack.objects.create(file=file, language="pt-br", text=TEXT)
    page = lxml.html.fromstring(client.get(get_url(file)).text)
    shown = page.xpath("//*[@id='caption_tracks-group']//*[@class='readonly']")
    assert shown[0].text_content() == "Brazilian Portuguese"
