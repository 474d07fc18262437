"""Hugo builds our Markdown without a warning, and its pages have every letter of our posts."""

from collections.abc import Callable
from pathlib import Path

from blog.models import Post
from tests.exchange import programs
from tests.exchange.built_site import check_article, find_page, read_page
from tests.exchange.content import FORMER_PATH, list_posts

_LAYOUT = """<!doctype html>
<html lang="{{ with .Params.language }}{{ . }}{{ else }}en{{ end }}"><title>{{ .Title }}</title>
<meta name="description" content="{{ .Description }}">
<time datetime="{{ .Date.UTC.Format "2006-01-02T15:04:05Z" }}"></time>
{{ range .Params.tags }}<a rel="tag">{{ . }}</a>{{ end }}
{{ range .Params.authors }}<a rel="author">{{ . }}</a>{{ end }}
<article>{{ .Content }}</article></html>
"""


def build(site: Path, *options: str) -> Path:
    """Build a site with a theme of our own, and return the folder of its pages."""
    hugo = programs.require(programs.FOLDER / "static" / "bin" / "hugo", "Hugo")
    layouts = site / "layouts"
    layouts.mkdir(exist_ok=True)
    for name in ("single", "list"):
        (layouts / f"{name}.html").write_text(_LAYOUT)
    output = programs.run(
        hugo, "--panicOnWarning", "--printPathWarnings", "--cleanDestinationDir", *options,
        folder=site,
    )  # fmt: skip
    assert "WARN" not in output and "ERROR" not in output, output
    return site / "public"


def test_hugo_shows_what_is_public_and_every_letter_of_it(export: Callable[[str], Path]):
    site = build(export("markdown"))
    public, hidden = list_posts()
    assert (len(public), len(hidden)) == (24, 3)
    for post in public:
        page = read_page(site, post.get_absolute_url())
        assert page.findtext(".//title") == post.title
        assert page.get("lang") == post.language
        assert page.xpath("string(//meta/@content)") == post.summary
        date = post.published_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        assert page.xpath("//time/@datetime") == [date]
        assert page.xpath("//a[@rel='tag']/text()") == sorted(post.labels.names())
        assert page.xpath("//a[@rel='author']/text()") == [str(user) for user in post.byline]
        [article] = page.iter("article")
        check_article(site, post, article)
    for post in hidden:
        assert not find_page(site, post.get_absolute_url()).exists()


def test_hugo_redirects_former_addresses(export: Callable[[str], Path]):
    site = build(export("markdown"))
    post = Post.objects.get(slug="all-kinds")
    page = read_page(site, FORMER_PATH)
    [url] = page.xpath("//link[@rel='canonical']/@href")
    assert url == f"https://blog.example.org{post.get_absolute_url()}"


def test_hugo_shows_drafts_and_scheduled_posts_when_asked(export: Callable[[str], Path]):
    site = build(export("markdown"), "--buildDrafts", "--buildFuture")
    _public, hidden = list_posts()
    for post in hidden:
        [article] = read_page(site, post.get_absolute_url()).iter("article")
        check_article(site, post, article)
