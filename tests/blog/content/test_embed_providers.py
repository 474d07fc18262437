"""Which URLs can be embedded, and the frames that show them."""

from urllib.parse import urlsplit

import pytest

from blog.content.embeds.providers import FRAME_HOSTS, PROVIDERS, find_embed

YOUTUBE = "https://www.youtube-nocookie.com/embed/abcdefghij_?rel=0"
ROWS = [
    (
        "https://www.youtube.com/watch?v=abcdefghij_",
        "https://www.youtube.com/watch?v=abcdefghij_",
        YOUTUBE,
    ),
    (
        "http://m.youtube.com/watch?list=x&v=abcdefghij_",
        "https://www.youtube.com/watch?v=abcdefghij_",
        YOUTUBE,
    ),
    (
        "https://youtu.be/abcdefghij_?si=tracking",
        "https://www.youtube.com/watch?v=abcdefghij_",
        YOUTUBE,
    ),
    (
        "https://www.youtube.com/shorts/abcdefghij_",
        "https://www.youtube.com/watch?v=abcdefghij_",
        YOUTUBE,
    ),
    (
        "https://www.youtube-nocookie.com/embed/abcdefghij_",
        "https://www.youtube.com/watch?v=abcdefghij_",
        YOUTUBE,
    ),
    (
        "https://youtu.be/abcdefghij_?t=1m30s",
        "https://www.youtube.com/watch?v=abcdefghij_&t=90",
        f"{YOUTUBE}&start=90",
    ),
    (
        "https://vimeo.com/76979871",
        "https://vimeo.com/76979871",
        "https://player.vimeo.com/video/76979871?dnt=1",
    ),
    (
        "https://vimeo.com/76979871/0123456789",
        "https://vimeo.com/76979871/0123456789",
        "https://player.vimeo.com/video/76979871?dnt=1&h=0123456789",
    ),
    (
        "https://player.vimeo.com/video/76979871?h=0123456789",
        "https://vimeo.com/76979871/0123456789",
        "https://player.vimeo.com/video/76979871?dnt=1&h=0123456789",
    ),
    (
        "https://twitter.com/someone/status/20?s=20",
        "https://x.com/someone/status/20",
        "https://platform.twitter.com/embed/Tweet.html?dnt=true&id=20",
    ),
    (
        "https://bsky.app/profile/did:plc:abc123/post/3kabcdefgh2",
        "https://bsky.app/profile/did:plc:abc123/post/3kabcdefgh2",
        "https://embed.bsky.app/embed/did:plc:abc123/app.bsky.feed.post/3kabcdefgh2",
    ),
    (
        "https://mastodon.social/@Gargron/100254678717223630",
        "https://mastodon.social/@Gargron/100254678717223630",
        "https://mastodon.social/@Gargron/100254678717223630/embed",
    ),
    (
        "https://framatube.org/videos/watch/9db9f3f1-9b54-44ed-9e91-461d262d2205",
        "https://framatube.org/w/9db9f3f1-9b54-44ed-9e91-461d262d2205",
        "https://framatube.org/videos/embed/9db9f3f1-9b54-44ed-9e91-461d262d2205?p2p=0",
    ),
    (
        "https://open.spotify.com/intl-de/episode/0123456789abcdefABCDEF?si=x",
        "https://open.spotify.com/episode/0123456789abcdefABCDEF",
        "https://open.spotify.com/embed/episode/0123456789abcdefABCDEF",
    ),
    (
        "https://www.datawrapper.de/_/aB3dE/",
        "https://datawrapper.dwcdn.net/aB3dE/",
        "https://datawrapper.dwcdn.net/aB3dE/",
    ),
    (
        "https://datawrapper.dwcdn.net/aB3dE/12/",
        "https://datawrapper.dwcdn.net/aB3dE/",
        "https://datawrapper.dwcdn.net/aB3dE/",
    ),
    (
        "https://soundcloud.com/somebody/a-track",
        "https://soundcloud.com/somebody/a-track",
        "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fsomebody%2Fa-track",
    ),
    (
        "https://www.ted.com/talks/a_talk?language=de",
        "https://www.ted.com/talks/a_talk",
        "https://embed.ted.com/talks/a_talk",
    ),
    (
        "https://dai.ly/x8abcde",
        "https://www.dailymotion.com/video/x8abcde",
        "https://geo.dailymotion.com/player.html?video=x8abcde",
    ),
    (
        "https://flo.uri.sh/visualisation/12345/embed",
        "https://public.flourish.studio/visualisation/12345/",
        "https://flo.uri.sh/visualisation/12345/embed",
    ),
]


@pytest.mark.parametrize(("url", "canonical", "frame"), ROWS, ids=[row[0] for row in ROWS])
def test_url_of_a_provider_has_its_canonical_url_and_frame(url, canonical, frame):
    address = find_embed(url)
    assert address is not None
    assert (address.url, address.frame_url) == (canonical, frame)
    again = find_embed(canonical)
    assert again is not None and again.frame_url == frame
    assert urlsplit(address.oembed_url).scheme == "https"
    assert urlsplit(frame).hostname in FRAME_HOSTS


def test_every_provider_has_an_example():
    keys = {address.provider.key for url, *_ in ROWS if (address := find_embed(url))}
    assert keys == {provider.key for provider in PROVIDERS}


@pytest.mark.parametrize(
    "url",
    [
        *("", "youtube", "https://", "https://[", "javascript:alert(1)", "//youtu.be/abcdefghij_"),
        *(
            "https://www.youtube.com/",
            "https://www.youtube.com/watch?v=short",
            "https://youtu.be/a",
        ),
        *("https://www.youtube.com/watch?list=abcdefghij_", "https://vimeo.com/about"),
        *(
            "https://youtube.com.evil.example/watch?v=abcdefghij_",
            "https://evilyoutube.com/watch?v=abcdefghij_",
        ),
        *("https://evil.example/youtube.com/watch?v=abcdefghij_", "ftp://youtu.be/abcdefghij_"),
        *("https://user@youtu.be/abcdefghij_", "https://youtu.be@evil.example/abcdefghij_"),
        *("https://youtu.be/abcdefghij_/../../x", "https://youtu.be/abcdefghij%22"),
        *(
            "https://mastodon.evil.example/@a/100254678717223630",
            "https://x.com/a/status/20/photo/1",
        ),
        *('https://www.youtube.com/watch?v="><script>', "https://datawrapper.dwcdn.net/a%2F.b/"),
        "https://youtu.be/abcdefghij_?" + "a=b&" * 600,
    ],
)
def test_other_url_cannot_be_embedded(url):
    assert find_embed(url) is None


@pytest.mark.parametrize("start", ["0", "-1", "1h99", "x", "99999999", "1.5", "٣"])
def test_invalid_start_time_is_left_out(start):
    address = find_embed(f"https://youtu.be/abcdefghij_?t={start}")
    assert address is not None
    assert "start" not in address.frame_url or start == "1h99"
