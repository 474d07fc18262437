"""Markdown, read back by python-frontmatter and markdown-it."""

import json
import zipfile
from html import escape
from pathlib import Path

import frontmatter
import lxml.html
import pytest
from django.core.management import call_command
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from blog.content.redirects import add_redirect
from blog.models import Embed, Figure, Photo, PullQuote
from tests.support import factories as make
from tests.transfer.exports import posts

pytestmark = pytest.mark.django_db
parser = MarkdownIt("commonmark", {"html": True}).enable("table").use(footnote_plugin)


@pytest.fixture(autouse=True)
def address(settings, tmp_path):
    settings.SITE_URL = "https://blog.example.org"
    settings.MEDIA_ROOT = tmp_path / "media"


def export(tmp_path: Path, format: str = "markdown", **options) -> dict[str, bytes]:
    path = tmp_path / "export.zip"
    path.unlink(missing_ok=True)
    call_command("export", format, str(path), **options)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def read_post(files: dict[str, bytes], name: str) -> frontmatter.Post:
    return frontmatter.loads(files[f"content/posts/{name}.md"].decode())


def read_pelican(files: dict[str, bytes], name: str) -> dict[str, str]:
    head, _, _body = files[f"content/posts/{name}.md"].decode().partition("\n\n")
    return dict(line.split(": ", 1) for line in head.split("\n"))


def collapse(text: str) -> str:
    """Collapse spaces and line ends, as browsers do."""
    return " ".join(part for part in text.replace("\n", " ").split(" ") if part)


def render(text: str) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(parser.render(text), create_parent="div")


def test_post_of_all_kinds_has_all_texts(tmp_path):
    posts.create_post_of_all_kinds()
    body = render(read_post(export(tmp_path), "all-kinds").content)
    text = body.text_content()
    for expected in posts.QUOTATIONS + posts.CAPTIONS + posts.CREDITS + posts.PROSE:
        assert expected in text
    assert body.findtext(".//h2") == "Heading two"
    assert body.findtext(".//strong") == "bold"
    assert body.findtext(".//em") == "“odd”"
    assert [a.get("href") for a in body.xpath(".//a[text()='a link']")] == [
        "https://example.org/a_(b)?c=1&copy=2"
    ]
    assert body.xpath(".//ul/li/ol/li/text()") == ["Nested"]
    assert body.findtext(".//pre/code") == 'def low():\n\n    return "Code block"\n'
    assert body.findtext(".//aside/p") == "Call-out"
    assert [cell.text for cell in body.iter("td")] == ["Cell one", "Cell two"]
    assert body.xpath("count(.//section[@class='footnotes']//li)") == 1
    quotes = list(body.iter("blockquote"))
    assert [q.findtext("p") for q in quotes] == ["Quoted prose", posts.QUOTATIONS[0], "« Non. »"]
    assert quotes[1][-1].text_content() == "— Ana Ruiz, mayor"
    assert quotes[1].find("p/a").get("href") == "https://example.org/interview"


def test_front_matter_has_quotations_and_pictures(tmp_path):
    post = posts.create_post_of_all_kinds(summary="About low water")
    add_redirect("/2001/01/old/", post.get_absolute_url())
    data = read_post(export(tmp_path), "all-kinds").metadata
    assert data["title"] == "All kinds"
    assert data["url"] == post.get_absolute_url()
    assert data["aliases"] == ["/2001/01/old/"]
    assert (data["authors"], data["tags"]) == (["Ada Bell"], ["Dams", "Rivers"])
    assert data["description"] == "About low water"
    assert "draft" not in data
    assert [each["text"] for each in data["quotations"]] == [
        f"“{posts.QUOTATIONS[3]}”",
        *posts.QUOTATIONS[:3],
    ]
    assert data["quotations"][0]["inline"] is True
    assert data["quotations"][1]["source"]["name"] == "Le Monde"
    assert data["quotations"][1]["speaker"]["name"] == "Ana Ruiz"
    assert data["quotations"][1]["date_said"] == "2023-03"
    assert data["quotations"][3]["translation"]["text"] == "“No.”"
    pictures = data["pictures"]
    assert [each.get("caption") for each in pictures] == [
        posts.CAPTIONS[0],
        posts.CAPTIONS[1],
        None,
    ]
    assert pictures[0]["credit"] == posts.CREDITS[0]
    assert pictures[0]["alt"] == "A bridge"


def test_media_are_beside_at_the_paths_that_posts_name(tmp_path):
    posts.create_post_of_all_kinds()
    files = export(tmp_path)
    body = render(read_post(files, "all-kinds").content)
    images = [image.get("src") for image in body.iter("img")]
    assert len(images) == 3
    for path in images:
        photo = Photo.objects.get(image=path.removeprefix("/media/"))
        assert files[f"static{path}"] == Path(photo.image.path).read_bytes()
    [sound] = [name for name in files if name.endswith((".wav", ".flac"))]
    assert f"/{sound.removeprefix('static/')}" in [a.get("href") for a in body.iter("a")]


def test_missing_file_does_not_fail_the_export(tmp_path):
    posts.create_post_of_all_kinds()
    photo = Photo.objects.first()
    photo.image.storage.delete(photo.image.name)
    assert f"static/media/{photo.image.name}" not in export(tmp_path)


def test_drafts_and_scheduled_posts_are_marked(tmp_path):
    posts.create_scheduled_and_drafts()
    files = export(tmp_path)
    assert read_post(files, "a-draft")["draft"] is True
    assert read_post(files, "in-review")["draft"] is True
    assert "draft" not in read_post(files, "planned").metadata
    assert "content/pages/about.md" in files
    assert not any("trash" in name for name in files)


@pytest.mark.parametrize("text", posts.HOSTILE.values(), ids=posts.HOSTILE)
def test_hostile_text_survives(tmp_path, text):
    author = make.user("Author")
    html = (
        f"<h2>{escape(text)}</h2><p>{escape(text)}<br>{escape(text)}</p>"
        f"<ul><li>{escape(text)}</li></ul><p><code>{escape(text)}</code></p>"
        f"<pre><code>{escape(text)}</code></pre><p>a<small data-footnote>{escape(text)}</small></p>"
    )
    html += make.quotation("x", attribution="y") + make.figure(make.photo(author))
    post = make.post(html, title=text, slug="hostile", authors=(author,), summary=text)
    for quotation in PullQuote.objects.all():
        quotation.text = quotation.attribution = text
        quotation.save()
    Figure.objects.update(caption=text)
    Photo.objects.update(credit=text, alt=text)
    assert post.pk
    read = read_post(export(tmp_path), "hostile")
    assert (read["title"], read["description"]) == (text, text)
    assert read["quotations"][0]["text"] == text
    assert {read["pictures"][0][name] for name in ("caption", "credit", "alt")} == {text}
    body = render(read.content)
    collapsed = collapse(text)

    def get_text(path: str) -> str:
        return collapse(body.xpath(path)[0].text_content())

    assert get_text("h2") == collapsed
    assert get_text("p") == f"{collapsed} {collapsed}"
    assert get_text("ul/li") == collapsed
    assert get_text("p/code") == collapsed
    assert body.xpath("pre/code")[0].text_content().rstrip("\n") == text
    assert get_text("section//li/p").removesuffix("↩︎").strip() == collapsed
    assert get_text("blockquote/p[1]") == collapsed
    assert get_text("blockquote/p[2]") == f"— {collapsed}"
    assert collapse(body.find("p/img").get("alt")) == collapsed
    assert get_text("p[img]") == collapse(f"{text} ({text})")
    assert not body.xpath(".//script")


def test_adjacent_lists_and_quotations_stay_apart(tmp_path):
    html = "<ul><li>One</li></ul><ul><li>Two</li></ul><ol start='7'><li>Seven</li></ol>"
    html += make.quotation("First.", attribution="Ana") + make.quotation(
        "Second.", attribution="Bo"
    )
    make.post(html, slug="apart")
    body = render(read_post(export(tmp_path), "apart").content)
    assert body.xpath("ul/li/text()") == ["One", "Two"]
    assert len(body.xpath("ul")) == len(body.xpath("blockquote")) == 2
    assert body.find("ol").get("start") == "7"


def test_paragraphs_and_code_in_lists_stay_in_their_items(tmp_path):
    html = (
        "<ol><li><p>One</p><p>More</p><pre><code>a  b\n\nc</code></pre></li>"
        "<li><blockquote><p>Quoted</p></blockquote></li></ol>"
    )
    make.post(html, slug="nested")
    body = render(read_post(export(tmp_path), "nested").content)
    assert body.xpath("ol/li[1]/p/text()") == ["One", "More"]
    assert body.findtext("ol/li/pre/code") == "a  b\n\nc\n"
    assert body.xpath("ol/li[2]/blockquote/p/text()") == ["Quoted"]


def test_table_with_spans_and_caption_stays_html(tmp_path):
    html = (
        "<table><caption>Levels</caption><tbody><tr><th scope='row'>A</th><td>{{ 1 }}</td></tr>"
        "<tr><td colspan='2'>B</td></tr></tbody></table>"
    )
    make.post(html, slug="table")
    body = render(read_post(export(tmp_path), "table").content)
    assert body.findtext("table/caption") == "Levels"
    assert body.xpath("table//td[@colspan='2']/text()") == ["B"]
    assert body.findtext("table//td") == "{{ 1 }}"


@pytest.mark.parametrize("slug", ["index", "_index", "وقت" * 60])
def test_file_name_is_not_special_and_fits(tmp_path, slug):
    post = make.post(slug=slug)
    [name] = [name for name in export(tmp_path) if name.startswith("content/posts/")]
    assert name.endswith(f"-{post.pk}.md")
    assert len(name.rpartition("/")[2].encode()) < 255


def test_pelican_has_metadata_in_lines(tmp_path):
    post = posts.create_post_of_all_kinds(title='A: "B" <i>')
    files = export(tmp_path, "pelican")
    values = read_pelican(files, "all-kinds")
    assert values["title"] == 'A: "B" &lt;i&gt;'
    assert values["authors"] == "Ada Bell;"
    assert values["tags"] == "Dams; Rivers;"
    assert values["save_as"] == f"{post.get_absolute_url()[1:]}index.html"
    assert json.loads(values["quotations"])[1]["attribution"] == "Ana Ruiz, mayor"
    assert any(name.startswith("content/media/") for name in files)
    compile(files["pelicanconf.py"], "pelicanconf.py", "exec")


def test_address_of_another_script_names_a_decoded_folder(tmp_path):
    """Hugo and Pelican make a folder of it, and servers decode what a browser requests."""
    make.post(title="ماء", slug="ماء", published_at=make.moment(2024, 1, 1))
    assert read_post(export(tmp_path), "ماء")["url"] == "/2024/01/ماء/"
    values = read_pelican(export(tmp_path, "pelican"), "ماء")
    assert values["save_as"] == "2024/01/ماء/index.html"
    assert values["url"] == "2024/01/%D9%85%D8%A7%D8%A1/"


def test_pelican_keeps_drafts_away_from_public_addresses(tmp_path):
    posts.create_scheduled_and_drafts()
    files = export(tmp_path, "pelican")
    for name in ("a-draft", "in-review", "planned"):
        values = read_pelican(files, name)
        assert values["status"] == "draft"
        assert not {"url", "save_as"} & set(values)
    config: dict[str, str] = {}
    exec(files["pelicanconf.py"], config)
    assert config["ARTICLE_SAVE_AS"] == "{date:%Y}/{date:%m}/{slug}/index.html"


@pytest.mark.parametrize("text", ["# one", "1. one", "- one", "---", "> one"])
def test_pelican_summary_is_one_paragraph(tmp_path, text):
    make.post(slug="summary", summary=text)
    summary = read_pelican(export(tmp_path, "pelican"), "summary")["summary"]
    assert render(summary).xpath("p/text()") == [text]


def test_same_content_makes_same_bytes(tmp_path):
    posts.create_post_of_all_kinds()
    export(tmp_path)
    before = (tmp_path / "export.zip").read_bytes()
    export(tmp_path)
    assert (tmp_path / "export.zip").read_bytes() == before


@pytest.mark.parametrize(("variant", "root"), [("markdown", "static"), ("pelican", "content")])
def test_recordings_play_with_poster_and_captions(tmp_path, variant, root):
    film, _sound = posts.create_post_with_recordings()
    files = export(tmp_path, variant)
    _head, figure, rest = files["content/posts/recordings.md"].decode().partition("<figure")
    body = render(figure + rest)
    [video] = body.iter("video")
    assert film.poster and video.get("poster") == f"/media/{film.poster.image.name}"
    assert f"{root}{video.get('poster')}" in files and f"{root}{video.get('src')}" in files
    tracks = body.xpath(".//track/@src")
    assert [files[f"{root}{url}"].decode() for url in tracks] == [posts.CAPTION_TEXT] * 3
    assert body.xpath(".//figcaption/text()") == ["At dusk"]


@pytest.mark.parametrize("text", posts.HOSTILE.values(), ids=posts.HOSTILE)
def test_hostile_text_of_a_recording_survives(tmp_path, text):
    author = make.user("Author")
    sound = make.file(make.media_file(author), title="x", caption="y")
    make.post(sound, slug="hostile", authors=(author,))
    Embed.objects.update(title=text, caption=text)
    content = read_post(export(tmp_path), "hostile").content
    assert "{{" not in content and "{%" not in content
    body = render(content)
    assert collapse(body.xpath("figure/p/a")[0].text_content()) == collapse(text)
    assert collapse(body.xpath("figure/figcaption")[0].text_content()) == collapse(text)
