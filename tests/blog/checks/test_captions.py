"""Videos without captions."""

import pytest

from blog.checks.rules import captions
from blog.content import document
from blog.editing.captions import Captions, change_captions
from tests.support import factories as make
from tests.support import sample_files as sample

pytestmark = pytest.mark.django_db
TEXT = "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nLow water.\n"


def check(*blocks: str) -> list:
    return list(captions.check(document.parse("<p>Text.</p>" + "".join(blocks))))


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
