"""The reviewed list of sites whose pages can be embedded, and how their URLs are read.

Nothing that a site answers becomes part of a frame's address: it is built from the ID in the URL
that the author entered. Add a provider here only if its terms allow frames and its player works
without scripts on our pages.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import parse_qs, quote, urlsplit

from django.utils.encoding import iri_to_uri

from lib.safe_http import MAX_URL_LENGTH, find_host

VIDEO, AUDIO, POST, CHART = "video", "audio", "post", "chart"

# Instances of software that anybody can run. `frame-src` needs their hosts.
MASTODON_HOSTS = (
    *("mastodon.social", "mastodon.online", "mstdn.social", "mas.to", "mastodon.world"),
    *("chaos.social", "hachyderm.io", "fosstodon.org", "infosec.exchange", "journa.host"),
    *("newsie.social", "mastodon.green", "social.coop", "social.network.europa.eu"),
)
PEERTUBE_HOSTS = (
    *("framatube.org", "tilvids.com", "video.blender.org", "tube.tchncs.de", "diode.zone"),
    *("makertube.net", "peertube.social", "video.ploud.fr", "tube.network.europa.eu"),
)


@dataclass(frozen=True)
class Provider:
    """A site whose pages can be embedded.

    `addresses` are patterns of host and path, without `www.` and `m.`; their groups and the
    parameters of the query that match `parameters` fill the templates `url`, `frame` and `oembed`.
    """

    key: str
    name: str
    kind: str
    addresses: tuple[str, ...]
    url: str
    frame: str
    oembed: str
    parameters: dict[str, str] = field(default_factory=dict)
    has_text: bool = False  # Its oEmbed HTML quotes the text of a post.
    # Parameters appended to a frame that starts by itself, because the reader has asked for it.
    autoplay: str = ""


@dataclass(frozen=True)
class EmbedAddress:
    """A page of a provider: its canonical URL, the frame that shows it, and its oEmbed URL."""

    provider: Provider
    url: str
    frame_url: str
    oembed_url: str

    @property
    def host(self) -> str:
        """The host that readers know: 'youtube.com'."""
        return str(urlsplit(self.url).hostname).removeprefix("www.")


def _hosts(names: Iterable[str]) -> str:
    return f"(?P<host>{'|'.join(map(re.escape, names))})"


_YOUTUBE_ID = r"(?P<id>[\w-]{11})"
_PEERTUBE_ID = r"(?P<id>[\w-]{22,36})"
PROVIDERS = (
    Provider(
        key="youtube",
        name="YouTube",
        kind=VIDEO,
        addresses=(
            r"(?:music\.)?youtube\.com/watch/?",
            rf"youtube(?:-nocookie)?\.com/(?:embed|shorts|live|v)/{_YOUTUBE_ID}/?",
            rf"youtu\.be/{_YOUTUBE_ID}/?",
        ),
        parameters={
            "v": r"(?P<id>[\w-]{11})",
            "t": r"(?P<start>\w{1,9})",
            "start": r"(?P<start>\d+)",
        },
        url="https://www.youtube.com/watch?v={id}{start:&t=}",
        frame="https://www.youtube-nocookie.com/embed/{id}?rel=0{start:&start=}",
        oembed="https://www.youtube.com/oembed?format=json&url={url}",
        autoplay="&autoplay=1",
    ),
    Provider(
        key="vimeo",
        name="Vimeo",
        kind=VIDEO,
        addresses=(
            r"vimeo\.com/(?:channels/[\w-]+/|groups/[\w-]+/videos/)?(?P<id>\d{4,12})/?",
            r"vimeo\.com/(?P<id>\d{4,12})/(?P<key>[0-9a-f]{6,16})/?",
            r"player\.vimeo\.com/video/(?P<id>\d{4,12})/?",
        ),
        parameters={"h": r"(?P<key>[0-9a-f]{6,16})"},
        url="https://vimeo.com/{id}{key:/}",
        frame="https://player.vimeo.com/video/{id}?dnt=1{key:&h=}",
        oembed="https://vimeo.com/api/oembed.json?dnt=1&url={url}",
        autoplay="&autoplay=1",
    ),
    Provider(
        key="peertube",
        name="PeerTube",
        kind=VIDEO,
        addresses=(rf"{_hosts(PEERTUBE_HOSTS)}/(?:w|videos/(?:watch|embed))/{_PEERTUBE_ID}/?",),
        url="https://{host}/w/{id}",
        frame="https://{host}/videos/embed/{id}?p2p=0",
        oembed="https://{host}/services/oembed?format=json&url={url}",
        autoplay="&autoplay=1",
    ),
    Provider(
        key="dailymotion",
        name="Dailymotion",
        kind=VIDEO,
        addresses=(r"dailymotion\.com/video/(?P<id>\w{5,12})/?", r"dai\.ly/(?P<id>\w{5,12})/?"),
        url="https://www.dailymotion.com/video/{id}",
        frame="https://geo.dailymotion.com/player.html?video={id}",
        oembed="https://www.dailymotion.com/services/oembed?format=json&url={url}",
    ),
    Provider(
        key="ted",
        name="TED",
        kind=VIDEO,
        addresses=(r"(?:embed\.)?ted\.com/talks/(?P<id>\w{3,150})/?",),
        url="https://www.ted.com/talks/{id}",
        frame="https://embed.ted.com/talks/{id}",
        oembed="https://www.ted.com/services/v1/oembed.json?url={url}",
    ),
    Provider(
        key="x",
        name="X",
        kind=POST,
        addresses=(
            r"(?:x|twitter|mobile\.twitter)\.com/(?P<user>\w{1,15})/status/(?P<id>\d{1,20})/?",
        ),
        url="https://x.com/{user}/status/{id}",
        frame="https://platform.twitter.com/embed/Tweet.html?dnt=true&id={id}",
        oembed="https://publish.twitter.com/oembed?omit_script=1&dnt=true&url={url}",
        has_text=True,
    ),
    Provider(
        key="bluesky",
        name="Bluesky",
        kind=POST,
        addresses=(r"bsky\.app/profile/(?P<user>[\w.:-]{4,253})/post/(?P<id>\w{5,20})/?",),
        url="https://bsky.app/profile/{user}/post/{id}",
        frame="https://embed.bsky.app/embed/{user}/app.bsky.feed.post/{id}",
        oembed="https://embed.bsky.app/oembed?format=json&url={url}",
        has_text=True,
    ),
    Provider(
        key="mastodon",
        name="Mastodon",
        kind=POST,
        addresses=(
            rf"{_hosts(MASTODON_HOSTS)}/@(?P<user>\w{{1,64}})/(?P<id>\d{{5,20}})(?:/embed)?/?",
        ),
        url="https://{host}/@{user}/{id}",
        frame="https://{host}/@{user}/{id}/embed",
        oembed="https://{host}/api/oembed?format=json&url={url}",
        has_text=True,
    ),
    Provider(
        key="spotify",
        name="Spotify",
        kind=AUDIO,
        addresses=(
            r"open\.spotify\.com/(?:intl-\w+/|embed/)?"
            r"(?P<type>track|album|artist|playlist|episode|show)/(?P<id>\w{22})/?",
        ),
        url="https://open.spotify.com/{type}/{id}",
        frame="https://open.spotify.com/embed/{type}/{id}",
        oembed="https://open.spotify.com/oembed?url={url}",
    ),
    Provider(
        key="soundcloud",
        name="SoundCloud",
        kind=AUDIO,
        addresses=(r"soundcloud\.com/(?P<user>[\w-]{3,64})/(?P<id>(?:sets/)?[\w-]{1,128})/?",),
        url="https://soundcloud.com/{user}/{id}",
        frame="https://w.soundcloud.com/player/?url={url}",
        oembed="https://soundcloud.com/oembed?format=json&url={url}",
        autoplay="&auto_play=true",
    ),
    Provider(
        key="datawrapper",
        name="Datawrapper",
        kind=CHART,
        addresses=(
            r"datawrapper\.dwcdn\.net/(?P<id>\w{5})(?:/\d{1,6})?/?",
            r"datawrapper\.de/_/(?P<id>\w{5})/?",
        ),
        url="https://datawrapper.dwcdn.net/{id}/",
        frame="https://datawrapper.dwcdn.net/{id}/",
        oembed="https://api.datawrapper.de/v3/oembed?format=json&url={url}",
    ),
    Provider(
        key="flourish",
        name="Flourish",
        kind=CHART,
        addresses=(
            r"(?:public\.flourish\.studio|flo\.uri\.sh)/(?P<type>visualisation|story)/(?P<id>\d{3,12})"
            r"(?:/embed)?/?",
        ),
        url="https://public.flourish.studio/{type}/{id}/",
        frame="https://flo.uri.sh/{type}/{id}/embed",
        oembed="https://app.flourish.studio/api/v1/oembed?format=json&url={url}",
    ),
)
PROVIDERS_BY_KEY = {provider.key: provider for provider in PROVIDERS}
_HOST_PREFIX_RE = re.compile(r"(?:www|m)\.")
_VALUE_RE = re.compile(r"\{(\w+)(?::([^}]*))?\}")
_CLOCK_RE = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?")


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


def find_embed(url: str) -> EmbedAddress | None:
    """Return the page that a URL shows, if its provider is in the list. No requests."""
    try:
        parts = urlsplit(url.strip())
        place = f"{_HOST_PREFIX_RE.sub('', parts.hostname or '', count=1)}{parts.path}"
    except ValueError:
        return None
    is_plain = parts.scheme in ("http", "https") and "@" not in parts.netloc
    if not is_plain or len(url) > MAX_URL_LENGTH:
        return None
    for provider in PROVIDERS:
        for pattern in provider.addresses:
            if match := _compile(pattern).fullmatch(place):
                values = _read_parameters(provider, parts.query) | match.groupdict()
                return _build_address(provider, values)
    return None


def normalize_url(url: str) -> str:
    """Return the canonical URL of a provider's page, and that of any other page in ASCII.

    What is no web address stays as it is, for the error message.
    """
    if address := find_embed(url):
        return address.url
    try:
        parts = urlsplit(url.strip())
        host = find_host(url.strip())
        place = host if parts.port is None else f"{host}:{parts.port}"
        is_web = parts.scheme in ("http", "https") and "@" not in parts.netloc
    except ValueError:
        return url
    return iri_to_uri(parts._replace(netloc=place).geturl()) if is_web and host else url


def _read_parameters(provider: Provider, query: str) -> dict[str, str]:
    values: dict[str, str] = {}
    sent = parse_qs(query, max_num_fields=50) if query.count("&") < 50 else {}
    for name, pattern in provider.parameters.items():
        if (texts := sent.get(name)) and (match := _compile(pattern).fullmatch(texts[0])):
            values |= match.groupdict()
    return values


def _build_address(provider: Provider, values: dict[str, str]) -> EmbedAddress | None:
    if "id" not in values:
        return None
    if "start" in values:
        values["start"] = _count_seconds(values["start"])
    url = _fill(provider.url, values)
    quoted = values | {"url": quote(url, safe="")}
    return EmbedAddress(
        provider, url, _fill(provider.frame, quoted), _fill(provider.oembed, quoted)
    )


def _fill(template: str, values: dict[str, str]) -> str:
    """Replace `{name}` by a value, and `{name:prefix}` by prefix and value, or by nothing."""

    def replace(match: re.Match[str]) -> str:
        value = values.get(match[1], "")
        return f"{match[2] or ''}{value}" if value else ""

    return _VALUE_RE.sub(replace, template)


def _count_seconds(text: str) -> str:
    """Return '1m30s' as '90', '' for no time."""
    match = _CLOCK_RE.fullmatch(text)
    if not match:
        return ""
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = hours * 3600 + minutes * 60 + seconds
    return str(total) if 0 < total < 1_000_000 else ""


FRAME_HOSTS = frozenset(
    host
    for provider in PROVIDERS
    for host in (
        [str(urlsplit(provider.frame).hostname)]
        if "{host}" not in provider.frame
        else MASTODON_HOSTS
        if provider.key == "mastodon"
        else PEERTUBE_HOSTS
    )
)
