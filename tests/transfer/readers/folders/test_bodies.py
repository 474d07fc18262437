"""The text of files: Markdown, shortcodes of Hugo, tags of Liquid, and addresses."""

from pathlib import Path

import pytest

from tests.transfer.readers.exports import get_words, list_posts, read_items, write_folder
from transfer.items import ExportedPost
from transfer.readers.folders.reader import FolderReader
from transfer.readers.html_elements import get_text, parse_body


def read_post(path: Path, text: str, name: str = "post.md", **files: str | bytes) -> ExportedPost:
    content = {name.replace("__", "/"): f"---\ntitle: A\ndate: 2020-01-02\n---\n{text}"}
    folder = write_folder(path / "export", {**content, "other.txt": "x", **files})
    [post] = list_posts(read_items(FolderReader(folder)))
    return post


def render(path: Path, text: str) -> str:
    return read_post(path, text).html.replace("\n", "")


CAPTIONED = (
    '<figure><img src="https://a.org/p.jpg" alt="alt"><figcaption>A caption</figcaption></figure>'
)
PICTURE = '<img src="p.png" alt="a">'
TABLE = "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>"
CODE = '<pre><code class="language-js">{: .x}{{ y }}</code></pre>'
CITED = "<blockquote>{}words <cite>Name</cite>{}</blockquote>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**a** ~~b~~ `c`", "<p><strong>a</strong> <s>b</s> <code>c</code></p>"),
        ("|a|\n|-|\n|b|", TABLE),
        ("Term\n: Meaning", "<dl><dt>Term</dt><dd>Meaning</dd></dl>"),
        ("## Title {#id}", "<h2>Title</h2>"),
        ("## Title {: .class #id}", "<h2>Title</h2>"),
        ("text\n{: .lead}\n", "<p>text</p>"),
        ('[a](b.org){:target="_blank"} c', '<p><a href="b.org">a</a> c</p>'),
        ("* TOC\n{:toc}\n\ntext", "<p>text</p>"),
        ('<div class="x" markdown="1">\n*a*\n</div>', '<div class="x"><p><em>a</em></p></div>'),
        ("> words\n>\n> — Name", "<blockquote><p>words</p><p>— Name</p></blockquote>"),
        (CITED.format("\n", "\n"), CITED.format("", "")),
        ('![alt](https://a.org/p.jpg "A caption")', CAPTIONED),
        ("![alt](https://a.org/p.jpg)", '<p><img src="https://a.org/p.jpg" alt="alt"></p>'),
        ("a\n\n<b>b</b>", "<p>a</p><p><b>b</b></p>"),
        ("one\n\n<!--more-->\n\ntwo", "<p>one</p><hr data-jump><p>two</p>"),
        ("```js\n{: .x}\n{{ y }}\n```", CODE),
        ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
        (
            "> [!NOTE]\n> Mind the gate.",
            "<blockquote><p><strong>Note</strong></p><p>Mind the gate.</p></blockquote>",
        ),
        (":::tip[Look]\n\nUp.\n\n:::\n", "<p><strong>Look</strong></p><p>Up.</p>"),
        ("::: warning\nUp.\n:::", "<p><strong>Warning</strong></p><p>Up.</p>"),
        ("::: {.column}\nUp.\n:::", "<p>Up.</p>"),
        (":::: said he", "<p>:::: said he</p>"),
        ("    :::python\n    a = 1\n", '<pre><code class="language-python">a = 1</code></pre>'),
        ("    :::\n    a = 1\n", "<pre><code>a = 1</code></pre>"),
        ("- [ ] one\n- [x] two", "<ul><li>☐ one</li><li>☑ two</li></ul>"),
        ("- [x](https://b.org)", '<ul><li><a href="https://b.org">x</a></li></ul>'),
        (
            '<iframe src="https://a.org/embed/x"></iframe>',
            '<figure data-embed="https://a.org/embed/x"></figure>',
        ),
    ],
)
def test_markdown_becomes_html(tmp_path: Path, text: str, html: str) -> None:
    assert render(tmp_path, text) == html


def test_footnotes_move_to_their_places(tmp_path: Path) -> None:
    text = """One[^a], two^[Inline *note*.], again[^a].

[^a]: First *note*.

    Second paragraph.
[^b]: Nobody refers to this.
"""
    note = '<small data-footnote="">First <em>note</em>.<br>Second paragraph.</small>'
    assert render(tmp_path, text) == (
        f'<p>One{note}, two<small data-footnote="">Inline <em>note</em>.</small>, again{note}.</p>'
        "<p>[^b]: Nobody refers to this.</p>"
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            '{{< figure src="https://a.org/p.jpg" title="T" caption="*C*" attr="Ida" alt="x" >}}',
            '<figure data-credit="Ida"><img src="https://a.org/p.jpg" alt="x">'
            "<figcaption>T<br><em>C</em></figcaption></figure>",
        ),
        (
            "{{< youtube abc-1 >}}",
            '<figure data-embed="https://www.youtube.com/watch?v=abc-1"></figure>',
        ),
        ('{{< vimeo id="123" >}}', '<figure data-embed="https://vimeo.com/123"></figure>'),
        (
            '{{< tweet user="ida" id="1" >}}',
            '<figure data-embed="https://twitter.com/ida/status/1"></figure>',
        ),
        ("{{< gist ida 1 >}}", '<figure data-embed="https://gist.github.com/ida/1"></figure>'),
        (
            '{{< quote author="Ida Moor" source="The *Long* View" cite="https://a.org" >}}\n'
            "The *words*.\n{{< /quote >}}",
            '<blockquote cite="https://a.org"><p>The <em>words</em>.</p>'
            "<footer>Ida Moor, The <em>Long</em> View</footer></blockquote>",
        ),
        (
            '{{% blockquote author="Ida" %}}\nWords.\n\nMore.\n{{% /blockquote %}}',
            "<blockquote><p>Words.</p><p>More.</p><footer>Ida</footer></blockquote>",
        ),
        (
            '{{< highlight go "linenos=table" >}}\nif a < b {\n\n}\n{{< /highlight >}}',
            '<pre><code class="language-go">if a &lt; b {}</code></pre>',
        ),
        ("`{{</* youtube x */>}}`", "<p><code>{{&lt; youtube x &gt;}}</code></p>"),
        (
            "{% blockquote Ida Moor, The View https://a.org/x Long title %}\nWords\n"
            "{% endblockquote %}",
            '<blockquote cite="https://a.org/x"><p>Words</p>'
            "<footer>Ida Moor, The View, Long title</footer></blockquote>",
        ),
        (
            "{% blockquote %}\nWords\n{% endblockquote %}",
            "<blockquote><p>Words</p></blockquote>",
        ),
        (
            '{% pullquote %}\nSome {" pulled out "} words.\n{% endpullquote %}',
            "<p>Some pulled out words.</p>",
        ),
        (
            "{% pullquote %}\nPulled\n{% endpullquote %}",
            "<blockquote><p>Pulled</p></blockquote>",
        ),
        (
            "{% img left https://a.org/p.jpg 350 200 'The title' 'The alt' %}",
            '<figure><img src="https://a.org/p.jpg" alt="The alt">'
            "<figcaption>The title</figcaption></figure>",
        ),
        (
            "{% highlight ruby linenos %}\n{% raw %}{{ x }}{% endraw %}\n{% endhighlight %}",
            '<pre><code class="language-ruby">{{ x }}</code></pre>',
        ),
        ("{% raw %}{{ x }}{% endraw %}", "<p>{{ x }}</p>"),
        ("```\n{% raw %}{{ x }}{% endraw %}\n```", "<pre><code>{{ x }}</code></pre>"),
        (
            "{% youtube abc %}",
            '<figure data-embed="https://www.youtube.com/watch?v=abc"></figure>',
        ),
        (
            '{% include figure.html image_path="https://a.org/p.jpg" caption="C" %}',
            '<figure><img src="https://a.org/p.jpg" alt=""><figcaption>C</figcaption></figure>',
        ),
        (
            "{% include image.html file='https://a.org/p.jpg' url='yes' text=\"C\" %}",
            '<figure><img src="https://a.org/p.jpg" alt=""><figcaption>C</figcaption></figure>',
        ),
        (
            '{% include figure.liquid path="https://a.org/p.jpg" title="Tip" %}',
            '<figure><img src="https://a.org/p.jpg" alt="Tip"></figure>',
        ),
        (
            "{% img https://a.org/p.jpg 500 A title of words %}",
            '<figure><img src="https://a.org/p.jpg" alt="A title of words">'
            "<figcaption>A title of words</figcaption></figure>",
        ),
        (
            "{% codeblock The title lang:c https://a.org/x %}\na < b\n{% endcodeblock %}",
            '<p>The title</p><pre><code class="language-c">a &lt; b</code></pre>',
        ),
        (
            "{% blockquote In [the book](https://a.org) %}\nWords\n{% endblockquote %}",
            '<blockquote><p>Words</p><footer>In <a href="https://a.org">the book</a></footer>'
            "</blockquote>",
        ),
        (
            '{% quote author:"Ida" url:"https://a.org" title:"The Book" %}\nWords\n{% endquote %}',
            '<blockquote cite="https://a.org"><p>Words</p><footer>Ida, The Book</footer>'
            "</blockquote>",
        ),
        (
            '{% figure caption:"A *caption*" %}\n![b](https://a.org/p.jpg)\n{% endfigure %}',
            '<figure><p><img src="https://a.org/p.jpg" alt="b"></p>'
            "<figcaption>A <em>caption</em></figcaption></figure>",
        ),
        ("{% comment %}hidden{% endcomment %}shown", "<p>shown</p>"),
        (
            '{{ youtube(id="abcdefghijk") }}',
            '<figure data-embed="https://www.youtube.com/watch?v=abcdefghijk"></figure>',
        ),
        (
            '{% quote(author="Ida Moor") %}\nWords\n{% end %}',
            "<blockquote><p>Words</p><footer>Ida Moor</footer></blockquote>",
        ),
        ("[a]({{ site.baseurl }}/b/)", '<p><a href="/b/">a</a></p>'),
        ("[a]({{ '/b/' | relative_url }})", '<p><a href="/b/">a</a></p>'),
        ("{{ page.title }} is it", "<p>A is it</p>"),
    ],
)
def test_known_shortcode_becomes_html(tmp_path: Path, text: str, html: str) -> None:
    post = read_post(tmp_path, text)
    assert post.html.replace("\n", "") == html
    assert not post.notes


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{{< chart "<b>" >}}', "chart"),
        ("{{% notice %}}", "notice"),
        ("{% if x %}yes{% endif %}", "if"),
        ('{% include own.html a="one two three" %}', "include"),
        ("{{ page.custom | upcase }}", "page.custom"),
        ("{% blockquote never closed %}", "blockquote"),
        ("{% post_url 2020-01-01-none %}", "post_url"),
        ("{{< figure >}}", "figure"),
        ('{% chart(a="b") %}in it{% end %}', "chart"),
    ],
)
def test_unknown_shortcode_stays_text_and_is_noted(tmp_path: Path, text: str, name: str) -> None:
    post = read_post(tmp_path, f"Before {text} after.")
    assert get_words(post.html) == f"Before {text} after.".split()
    assert any(name in note for note in post.notes)
    assert "<b>" not in post.html


def test_pictures_of_text_lead_to_files_of_the_folder(tmp_path: Path) -> None:
    files = {"static/a b.jpg": b"1", "img/c.png": b"2", "posts/d.gif": b"3"}
    text = "![](/a%20b.jpg) ![](../img/c.png) ![](d.gif) ![](none.png) ![](https://x.org/d.gif)"
    post = read_post(tmp_path, text, "posts__post.md", **files)
    assert [part.split('"')[0] for part in post.html.split('src="')[1:]] == [
        "/a%20b.jpg",
        "/img/c.png",
        "/posts/d.gif",
        "none.png",
        "https://x.org/d.gif",
    ]


@pytest.mark.parametrize(
    "address",
    ["../../../etc/passwd", "/../../etc/passwd", "file:///etc/passwd", "//[x", "%00", "\\\\x\\y"],
)
def test_address_outside_of_the_folder_finds_no_file(tmp_path: Path, address: str) -> None:
    assert "img" in render(tmp_path, f'<img src="{address}"> text')


def test_words_of_everything_stay(tmp_path: Path) -> None:
    text = """# Heading *one*

Some text with `code {{ not_expanded }}` and a [link](https://a.org "title").

1. First
   - nested **deep**
2. Second

<div><p>Raw HTML</p> tail</div>

    indented {% code %}

Setext
------

<unknown-tag>own tag</unknown-tag> &copy; 2020 — “é” 🎉

Hard
break\\
here

***

<details><summary>More</summary>

Hidden *words*

</details>
"""
    shown = (
        "Heading one Some text with code {{ not_expanded }} and a link. First nested deep Second "
        "Raw HTML tail indented {% code %} Setext own tag © 2020 — “é” 🎉 Hard break here More "
        "Hidden words"
    )
    html = read_post(tmp_path, text).html
    assert "".join(get_words(html)) == shown.replace(" ", "")


def test_deep_nesting_loses_no_word(tmp_path: Path) -> None:
    text = "".join(f"{'  ' * level}- level{level}\n" for level in range(30))
    assert get_words(render(tmp_path, text)) == [f"level{level}" for level in range(30)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "{{" * 20_000,
        "{%" * 20_000,
        "{{< " * 10_000,
        "`" * 20_000 + "a",
        "{% blockquote " * 5_000,
        "{% raw %}" * 5_000,
        "{{< quote >}}" * 3_000,
        "[^a]: " * 5_000,
        "```\n" * 5_001,
        "\ue0000\ue001" * 100 + "{{ x }}",
        "{#" * 20_000,
        "https://a.example/" + "!" * 20_000 + ")" * 20_000,
        "<br>https://a.example " * 20_000,
    ],
)
def test_hostile_text_is_read(tmp_path: Path, text: str) -> None:
    assert read_post(tmp_path, text).title == "A"


@pytest.mark.parametrize(
    "mark", ["<!--more-->", "<!-- truncate -->", "<!-- TEASER_END -->", "{/* truncate */}"]
)
def test_mark_of_the_summary_is_a_jump_break(tmp_path: Path, mark: str) -> None:
    html = read_post(tmp_path, f"One\n{mark}\nTwo").html.replace("\n", "")
    assert html in (
        '<p>One</p><hr data-jump=""><p>Two</p>',
        "<p>One</p><hr data-jump><p>Two</p>",
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("import A from './a';\nexport const b = 1;\n\nText", "<p>Text</p>"),
        ("import duties rose.\n\nText", "<p>import duties rose.</p><p>Text</p>"),
        ("Text\n\nimport A from 'a'", "<p>Text</p><p>import A from 'a'</p>"),
    ],
)
def test_imports_above_the_text_of_mdx_are_left_out(tmp_path: Path, text: str, html: str) -> None:
    files = {"posts/a.mdx": f"---\ntitle: A\ndate: 2020-01-02\n---\n{text}"}
    [post] = list_posts(read_items(FolderReader(write_folder(tmp_path / "export", files))))
    assert post.html.replace("\n", "") == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("{{% notice warning %}}\n*a*\n{{% /notice %}}", "<div><p><em>a</em></p></div>"),
        (
            '{{< details title="One two" >}}a{{< /details >}}',
            "<div><p><strong>One two</strong></p><p>a</p></div>",
        ),
        ("{% note info %}a{% endnote %}", "<div><p>a</p></div>"),
        (
            '{% tabs "Two tabs" %}a{% endtabs %}',
            "<div><p><strong>Two tabs</strong></p><p>a</p></div>",
        ),
        ("{{< box >}}", "<p>{{&lt; box &gt;}}</p>"),
        ("{% endnote %} a", "<p>{% endnote %} a</p>"),
        (
            "{% details One two %}a{% enddetails %}",
            "<div><p><strong>One two</strong></p><p>a</p></div>",
        ),
        ('{{< button href="/b" >}}Go{{< /button >}}', '<p><a href="/b">Go</a></p>'),
        ("{{< rawhtml >}}<b>a</b>{{< /rawhtml >}}", "<div><p><b>a</b></p></div>"),
    ],
)
def test_box_of_a_theme_leaves_its_text(tmp_path: Path, text: str, html: str) -> None:
    assert render(tmp_path, text) == html


@pytest.mark.parametrize(
    "text",
    ["{% if x %}a{% endif %}", "**a**{% b %}", "{% raw %}{% a %}{% endraw %}", "    {% a %}"],
)
def test_template_tag_alone_in_its_line_stays(tmp_path: Path, text: str) -> None:
    html = render(tmp_path, text)
    shown = text.replace("{% raw %}", "").replace("{% endraw %}", "").replace("**", "").strip()
    assert get_text(parse_body(html)) == shown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('{% image "./p.png", "Alt" %}', '<figure><img src="./p.png" alt="Alt"></figure>'),
        ("{% picture p.png --x %}", '<figure><img src="p.png" alt=""></figure>'),
        ('{{< bluesky link="https://b.example/1" >}}', '<figure data-embed="https://b.example/1"></figure>'),
        ('{{< github repo="a/b" >}}', '<figure data-embed="https://github.com/a/b"></figure>'),
        ("{% linkPreview https://a.example _blank %}", '<figure data-embed="https://a.example"></figure>'),
        ('{{< link href="/a" content="b <c>" >}}', '<p><a href="/a">b &lt;c&gt;</a></p>'),
        ('{{< pdf src="/a.pdf" >}}', '<figure data-file="/a.pdf"></figure>'),
        ('{% include audio.html src="/a.mp3" %}', '<figure data-file="/a.mp3"></figure>'),
        (
            '{{< epigraph author="Ann" >}}a{{< /epigraph >}}',
            "<blockquote><p>a</p><footer>Ann</footer></blockquote>",
        ),
        ("{{< iframe >}}", "<p>{{&lt; iframe &gt;}}</p>"),
    ],
)  # fmt: skip
def test_shortcode_of_a_theme_becomes_html(tmp_path: Path, text: str, html: str) -> None:
    assert render(tmp_path, text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("![a](p.png)\n*b*", f"<figure>{PICTURE}<figcaption>b</figcaption></figure>"),
        ("![a](p.png)  \n_b_", f"<figure>{PICTURE}<figcaption>b</figcaption></figure>"),
        ("![a](p.png) b\n*c*", '<p><img src="p.png" alt="a"> b<em>c</em></p>'),
        ("*a* ![a](p.png)", '<p><em>a</em> <img src="p.png" alt="a"></p>'),
    ],
)  # fmt: skip
def test_line_in_italics_below_a_picture_is_its_caption(
    tmp_path: Path, text: str, html: str
) -> None:
    assert render(tmp_path, text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("See https://a.org/b_c (now).", '<p>See <a href="{0}">{0}</a> (now).</p>'),
        (
            "(https://a.org/b_c), *x* https://a.org/b_c!",
            '<p>(<a href="{0}">{0}</a>), <em>x</em> <a href="{0}">{0}</a>!</p>',
        ),
        ("[https://a.org/b_c](https://a.org/b_c)", '<p><a href="{0}">{0}</a></p>'),
        ("`https://a.org/b_c`", "<p><code>{0}</code></p>"),
        ("<https://a.org/b_c>", '<p><a href="{0}">{0}</a></p>'),
        ("a.https://a.org/b_c", "<p>a.{0}</p>"),
        ("“See https://a.org/b_c.”", '<p>“See <a href="{0}">{0}</a>.”</p>'),
        ("見よ。https://a.org/b_c。下", '<p>見よ。<a href="{0}">{0}</a>。下</p>'),
        ("http:// https://", "<p>http:// https://</p>"),
    ],
)
def test_address_in_a_text_is_a_link(tmp_path: Path, text: str, html: str) -> None:
    assert render(tmp_path, text) == html.format("https://a.org/b_c")


def test_parenthesis_in_an_address_is_a_part_of_it(tmp_path: Path) -> None:
    html = render(tmp_path, "(see https://a.org/b_(c))")
    assert html == '<p>(see <a href="https://a.org/b_(c)">https://a.org/b_(c)</a>)</p>'


def test_address_in_html_stays_as_it_is(tmp_path: Path) -> None:
    post = read_post(tmp_path, "<p>See https://a.org/b.</p>", "post.html")
    assert post.html == "<p>See https://a.org/b.</p>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            '{{ image(src="https://a.org/p.jpg", alt="A") }}',
            '<figure><img src="https://a.org/p.jpg" alt="A"></figure>',
        ),
        ("{% alert(note=true) %}\nMind it.\n{% end %}", "<div><p>Mind it.</p></div>"),
        ("{% assign x = site.posts %}One.", "<p>One.</p>"),
        ("{% set x = 1 %}One.", "<p>One.</p>"),
        ("{{ title }} it is", "<p>A it is</p>"),
        ("{{ page.title | escape }} of {{page.date}}", "<p>A of 2020-01-02</p>"),
        ("{{< param title >}}", "<p>A</p>"),
        ("One.\n\nREADMORE\n\nTwo.", "<p>One.</p><hr data-jump><p>Two.</p>"),
        ("```\nREADMORE\n```\n\nOne.", "<pre><code>READMORE</code></pre><p>One.</p>"),
    ],
)
def test_tag_that_shows_nothing_or_a_known_value_is_replaced(
    tmp_path: Path, text: str, html: str
) -> None:
    assert render(tmp_path, text) == html


@pytest.mark.parametrize(
    "tag",
    [
        '{{< gallery match="img/*" >}}',
        '{{< gallery dir="/img/" />}}',
        '{{< gallery "img/1.png" "img/2.png" >}}',
    ],
)
def test_gallery_of_files_has_their_pictures(tmp_path: Path, tag: str) -> None:
    files: dict[str, str | bytes] = {"img/1.png": b"1", "img/2.png": b"2", "img/a.txt": "x"}
    post = read_post(tmp_path, f"One.\n\n{tag}\n\nTwo.", "post.md", **files)
    assert post.html.replace("\n", "") == (
        '<p>One.</p><div data-gallery><figure><img src="/img/1.png" alt=""></figure>'
        '<figure><img src="/img/2.png" alt=""></figure></div><p>Two.</p>'
    )


def test_gallery_without_files_stays_text_and_is_noted(tmp_path: Path) -> None:
    post = read_post(tmp_path, '{{< gallery match="img/*" >}}')
    assert "gallery match" in post.html
    assert post.notes


@pytest.mark.parametrize(
    ("link", "is_original"),
    [("/img/A.JPG", True), ("/img/a.svg", False), ("/img/a.tiff", False), ("/img/a.heic", False)],
)
def test_picture_that_links_to_one_that_is_refused_stays(
    tmp_path: Path, link: str, is_original: bool
) -> None:
    post = read_post(tmp_path, f'{{{{< figure src="/img/small.jpg" link="{link}" >}}}}')
    assert '<img src="/img/small.jpg" alt="">' in post.html
    assert (link in post.html) is is_original
    assert bool(post.notes) is not is_original


def test_figure_of_a_linked_picture_has_it(tmp_path: Path) -> None:
    html = render(tmp_path, '{{< figure link="https://a.org/p.jpg" caption="C" >}}')
    assert '<img src="https://a.org/p.jpg" alt="">' in html
    assert "<figcaption>C</figcaption>" in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("![a](https://a.org/p.jpg)\n\n*A caption*", "<figcaption>A caption</figcaption>"),
        ("![a](https://a.org/p.jpg)\n*A caption*", "<figcaption>A caption</figcaption>"),
        ("![a](https://a.org/p.jpg)\n\n*Words* and more", "<p><em>Words</em> and more</p>"),
        ("![a](https://a.org/p.jpg) b\n\n*Words*", "<p><em>Words</em></p>"),
        ("b\n\n*Words*", "<p><em>Words</em></p>"),
    ],
)
def test_paragraph_in_italics_below_a_picture_is_its_caption(
    tmp_path: Path, text: str, html: str
) -> None:
    assert html in render(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('a {{< icon "x" >}}b{{< br >}}c', "<p>a b<br>c</p>"),
        ("{{< katex >}}\n\na", "<p>a</p>"),
        ("{% toc %}\n\na", "<p>a</p>"),
        (
            '{{< youtubeLite id="abc" label="x" >}}',
            '<figure data-embed="https://www.youtube.com/watch?v=abc"></figure>',
        ),
        (
            "{{< mermaid >}}\na --> b\n{{< /mermaid >}}",
            '<pre><code class="language-mermaid">a --&gt; b</code></pre>',
        ),
        (
            '{% include note.html content="Mind **it**." %}',
            "<div><p>Mind <strong>it</strong>.</p></div>",
        ),
        (
            '{% include quote.html content="Words" author="Ann Lee" %}',
            "<blockquote><p>Words</p><footer>Ann Lee</footer></blockquote>",
        ),
        (
            "[a]({{ site.url }}/{{ site.baseurl }}/b/)",
            '<p><a href="/b/">a</a></p>',
        ),
    ],
)
def test_tag_of_a_theme_is_replaced(tmp_path: Path, text: str, html: str) -> None:
    assert render(tmp_path, text) == html
