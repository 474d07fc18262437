"""Videos without captions, and files that not all browsers play."""

import pytest

from blog.checks.rules import media_files
from blog.content import document
from blog.editing.captions import Captions, change_captions
from tests.support import factories as make
from tests.support import sample_files as sample

pytestmark = pytest.mark.django_db
TEXT = "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nLow water.\n"


def check(*blocks: str) -> list:
    return list(media_files.check(document.parse("<p>Text.</p>" + "".join(blocks))))


def test_video_without_captions_is_a_suggestion(django_assert_num_queries):
    author = make.user("Author")
    silent, titled = (make.media_file(author, sample.mp4(seconds=n)) for n in (1, 2))
    change_captions(file=titled, saved=[Captions("en", "", TEXT)])
    others = [make.media_file(author), make.media_file(author, sample.pdf())]
    blocks = [make.file(file, title="Tide") for file in (silent, titled, *others)]
    with django_assert_num_queries(1):
        (finding,) = check(*blocks)
    assert (finding.code, finding.element_index, finding.excerpt) == ("captions_missing", 1, "Tide")
    assert not finding.is_blocking and finding.can_override
    with django_assert_num_queries(0):
        assert check('<figure data-block="file"></figure>') == []


@pytest.mark.parametrize(
    ("video", "sound", "name"),
    [
        (b"avc1", b"mp4a", None),
        (b"av01", b"Opus", None),
        (b"hvc1", b"mp4a", "HEVC (H.265)"),
        (b"avc1", b"ac-3", "Dolby Digital"),
        (b"icod", b"mp4a", "icod"),
        (b'<b">', b"mp4a", None),
    ],
)
def test_codec_that_not_all_browsers_play_is_a_suggestion(video, sound, name):
    data = sample.mp4(codecs={b"vide": video, b"soun": sound})
    file = make.media_file(make.user("Author"), data)
    change_captions(file=file, saved=[Captions("en", "", TEXT)])
    messages = [each.message for each in check(make.file(file)) if not each.is_blocking]
    assert [name in message for message in messages] == ([True] if name else [])
