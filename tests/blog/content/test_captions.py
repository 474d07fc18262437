"""Captions: which files are accepted, what is stored of them, and what readers get."""

import re

import feedparser
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from blog.content.media_files.captions import MAX_BYTES, read_captions
from blog.editing.captions import Captions, change_captions
from blog.models import CaptionTrack
from tests.support import factories as make
from tests.support import sample_files as sample

CUE = "00:00:01.000 --> 00:00:02.500\nLow water."
STORED = f"WEBVTT\n\n{CUE}\n"


@pytest.mark.parametrize(
    "text",
    [
        STORED,
        f"WEBVTT - from the harbour\n\n{CUE}",
        f"WEBVTT\n{CUE}",
        f"WEBVTT\nKind: captions\n{CUE}\n\n",
        f"\ufeffWEBVTT\r\n\r\nfirst\r\n{CUE}\r\n\r\n",
        "WEBVTT\n\n00:01.000 --> 00:02.500\nLow water.",
        "1\n00:00:01,000 --> 00:00:02,500\nLow water.\n",
        "WEBVTT\n\nNOTE\nby us\n\nSTYLE\n::cue { background: url(//e.org) }\n\n"
        f"REGION\nid:fred\n\n{CUE.replace('2.500', '2.500 region:fred')}",
        f"WEBVTT\n\n{CUE}\n\n2\n00:00:03.000 --> 00:00:04.000\n\n",
        f"WEBVTT\n\n{CUE}\0\x1b",
    ],
)
def test_captions_are_stored_as_cues_alone(text):
    assert read_captions(text.encode()) == STORED


def test_captions_keep_places_and_lines():
    text = "WEBVTT\n\n100:00:01.000 --> 100:00:02.000 line:0 align:start x:y\n- One\n- <i>Two</i>\n"
    assert read_captions(text.encode()) == text.replace(" x:y", "")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no file with captions"),
        (b"WEBVTT\n", "no file with captions"),
        (b"WEBVTT\n\nNOTE nothing\n", "no file with captions"),
        (b"%PDF-1.7\nx", "Line 1 of"),
        (b"<html><script>alert(1)</script>", "Line 1 of"),
        (b"WEBVTT\n\n00:01 --> 00:02\nHi", "Line 3 of"),
        (b"WEBVTT\n\n00:61:01.000 --> 00:62:02.000\nHi", "Line 3 of"),
        (f"WEBVTT\n\n{CUE}\n{CUE}".encode(), "Line 5 of"),
        (b"WEBVTT\n\n00:02.000 --> 00:02.000\nHi", "line 3 of"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nÖl".encode("latin-1"), "not in UTF-8"),
        (STORED.encode("utf-16"), "not in UTF-8"),
        (b"WEBVTT\n\n" + b"x" * MAX_BYTES, "larger than 1 MB"),
    ],
)
def test_file_that_is_no_captions_is_refused(data, message):
    with pytest.raises(ValidationError, match=re.escape(message)):
        read_captions(data)


@pytest.fixture
def video(db):
    return make.media_file(make.user("Author"), sample.mp4())


def add(file, language: str = "en", label: str = "") -> CaptionTrack:
    change_captions(file=file, saved=[Captions(language, label, STORED)])
    return CaptionTrack.objects.get(file=file, language=language)


@pytest.mark.parametrize("sound", [False, True])
def test_readers_get_a_track_for_each_language(sound, client, video):
    file = make.media_file(make.user("Author")) if sound else video
    add(file, "de")
    track = add(file, "en", 'For <b> & "all"')
    post = make.post(make.file(file), authors=(file.uploaded_by,))
    html = client.get(post.get_absolute_url()).content.decode()
    (first, second) = re.findall(r"<track [^>]*>", html)
    assert 'kind="captions"' in first and 'srclang="de" label="Deutsch"' in first
    assert f'src="/captions/{track.key}.vtt"' in second
    assert 'label="For &lt;b&gt; &amp; &quot;all&quot;"' in second
    response = client.get(track.get_absolute_url())
    assert response.content.decode() == STORED
    assert response["Content-Type"] == "text/vtt; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Cookie" not in response.get("Vary", "") and "public" in response["Cache-Control"]


def test_unknown_captions_are_not_found(client, db):
    url = reverse("blog:captions", args=["0" * 32])
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("suffix", ["atom", "rss", "json"])
def test_feed_has_neither_player_nor_captions(suffix, client, video):
    add(video)
    make.post(make.file(video), authors=(video.uploaded_by,))
    text = client.get(reverse("blog:site-feed", args=[suffix])).content.decode()
    assert "<track" not in text and "<video" not in text and "/captions/" not in text
    assert suffix == "json" or feedparser.parse(text).entries[0].enclosures
