"""Bodies of posts of any platform, as the editor's blocks."""

import re
from collections import Counter

import lxml.html
import pytest

from blog.content import document
from transfer.bodies import convert_body


def to_editor(html: str) -> str:
    """The HTML of the editor, as the form would have it after a save."""
    body = convert_body(html, "https://old.example/2020/post.html")
    return document.to_html(document.parse(body.html))


PARAGRAPHS = [
    ("plain text", "<p>plain text</p>"),
    ("a<br><br>b", "<p>a</p><p>b</p>"),
    ("a<br />\n<br />\nb<br>c", "<p>a</p><p>b<br>c</p>"),
    ("<b>a<br><br>b</b> c", "<p><strong>a</strong></p><p><strong>b</strong> c</p>"),
    ("<div>a</div><div><br></div><div>b</div>", "<p>a</p><p>b</p>"),
    ("<div>a<div>b</div>c</div>", "<p>a</p><p>b</p><p>c</p>"),
    ("a<p>b</p>c", "<p>a</p><p>b</p><p>c</p>"),
    ("<b><div>a</div><div>b</div></b>", "<p><strong>a</strong></p><p><strong>b</strong></p>"),
    ('<span style="font-weight: bold">a</span>', "<p><strong>a</strong></p>"),
    ('<div style="font-style:italic">a</div>', "<p><em>a</em></p>"),
    ('<font color="red"><u>a</u></font>', "<p>a</p>"),
    ("<strike>a</strike> <tt>b</tt>", "<p><s>a</s> <code>b</code></p>"),
    ("a <i> b </i> c", "<p>a <em>b </em>c</p>"),
    ("<p>&nbsp;</p><p>a</p><p> </p>", "<p>a</p>"),
    ("<center>a</center>", "<p>a</p>"),
    ("<h1>A</h1><h5>B</h5>", "<h2>A</h2><h4>B</h4>"),
    ("<q>a</q>", "<p>“a”</p>"),
    ("<o:p>a</o:p>", "<p>a</p>"),
    ("<article><section>a</section></article>", "<p>a</p>"),
    ("<details><summary>S</summary>t</details>", "<h4>S</h4><p>t</p>"),
    ("<html><head><title>no</title></head><body>a</body></html>", "<p>a</p>"),
    ("<html><body><p>a</p></body></html><p>b</p>", "<p>a</p><p>b</p>"),
    ("<body></body></html>a", "<p>a</p>"),
    ("&#55357;&#56832; &#xD83D;&#xde00; &#55357; x", "<p>😀 😀 \ufffd x</p>"),
    ("don&#146;t&#x85; \x93a\x94 \x81b", "<p>don’t… “a” b</p>"),
    ("<p>a<!-- no --></p><?php no ?>", "<p>a</p>"),
    ("a <wbr>b &amp; &lt;c&gt;", "<p>a b &amp; &lt;c&gt;</p>"),
    ("\x00a\ud800", "<p>a</p>"),
    ("", ""),
    ("   ", ""),
]


@pytest.mark.parametrize(("html", "expected"), PARAGRAPHS)
def test_paragraphs_of_any_markup_are_kept(html, expected):
    assert to_editor(html) == expected


LINKS = [
    ('<a href="/x?a=1&amp;b=2">a</a>', '<p><a href="https://old.example/x?a=1&amp;b=2">a</a></p>'),
    ('<a href="../x.html">a</a>', '<p><a href="https://old.example/x.html">a</a></p>'),
    ('<a href="//cdn.example/x">a</a>', '<p><a href="https://cdn.example/x">a</a></p>'),
    ('<a href="javascript:alert(1)">a</a>', "<p>a</p>"),
    ('<a name="more"></a>a', "<p>a</p>"),
    ('<a href="#fn1">1</a>', "<p>1</p>"),
    ('<a href="http://[bad">a</a>', "<p>a</p>"),
    (
        '<a href="https://a.example"><b>a</b><div>b</div></a>',
        '<p><a href="https://a.example"><strong>a</strong></a></p>'
        '<p><a href="https://a.example">b</a></p>',
    ),
    ('<a href="mailto:a@old.example">a</a>', '<p><a href="mailto:a@old.example">a</a></p>'),
]


@pytest.mark.parametrize(("html", "expected"), LINKS)
def test_links_are_absolute_or_text(html, expected):
    assert to_editor(html) == expected


BLOCKS = [
    ("<ul><li>a</li><li>b</li></ul>", ["<li><p>a</p></li>", "<li><p>b</p></li>"]),
    (
        "<ol start=3><li>a<ul><li>b</li></ul></li></ol>",
        ['<ol start="3">', "<ul><li><p>b</p></li></ul>"],
    ),
    ("<ul>a<li>b</li>c</ul>", ["<li><p>a</p></li>", "<li><p>b</p></li>", "<li><p>c</p></li>"]),
    ("<ul><ul><li>a</li></ul></ul>", ["<p>a</p>"]),
    ("<li>a</li>", ["<ul><li><p>a</p></li></ul>"]),
    ("<dl><dt>t</dt><dd>d</dd></dl>", ["<dt>t</dt>", "d"]),
    ("<dl>a<dt>t</dt><p>b</p><dd>d</dd>c</dl>", ["<dt>t</dt>", *map("<dd>{}</dd>".format, "abcd")]),
    ("<dl><div>a<dt>t</dt><dd>d</dd></div></dl>", ["<dd>a</dd><dt>t</dt><dd>d</dd>"]),
    ("<table>a<tr>b<td>c</td><td>d</td></tr></table>", ["<p>a</p><p>b</p><table>", "<td>c</td>"]),
    (
        "<table><tr><td>a</td><td>b</td></tr><p>c <i>d</i></p></table>",
        ["<p>c <em>d</em></p><table>", "<td>a</td>"],
    ),
    ("<table>a<tr><td>b</td></tr></table>", ["<p>a</p><p>b</p>"]),
    ("<pre>a\n  b</pre>", ["<pre><code>a\n  b</code></pre>"]),
    ('<pre class="brush: python">a<br>b</pre>', ['<code class="language-python">a\nb</code>']),
    ("<table><tr><td>a</td><td>b</td></tr></table>", ["<td>a</td>", "<td>b</td>"]),
    ("<table><tr><th>a<td>b</table>", ["<th", "a</th>", "<td>b</td>"]),
    ("<table><tr><td><p>a</p><p>b</p></td></tr></table>", ["<p>a</p><p>b</p>"]),
    ("<table><tr><td>a<td><table><tr><td>b</table></table>", ["<p>a</p>", "<p>b</p>"]),
    ("a<hr>b", ["<p>a</p><hr><p>b</p>"]),
    ("<blockquote>a</blockquote>", ["<blockquote><p>a</p></blockquote>"]),
    (
        '<blockquote style="margin: 0 0 0 40px; border: none; padding: 0px;">a</blockquote>',
        ["<p>a</p>"],
    ),
    ("a <small data-footnote>note</small>", ['<small data-footnote="">note</small>']),
]


@pytest.mark.parametrize(("html", "parts"), BLOCKS)
def test_blocks_are_kept(html, parts):
    editor = to_editor(html)
    assert [part for part in parts if part not in editor] == [], editor


QUOTATIONS = [
    (
        "<figure><blockquote><p>w</p></blockquote><figcaption>Jane <cite>B</cite></figcaption>"
        "</figure>",
        "Jane B",
        "",
    ),
    ('<blockquote cite="https://a.example/x"><p>w</p></blockquote>', "", "https://a.example/x"),
    ("<blockquote><p>w</p><footer>— Jane Doe</footer></blockquote>", "Jane Doe", ""),
    ("<blockquote><p>w</p><footer>-- Jane Doe</footer></blockquote>", "Jane Doe", ""),
    ("<blockquote><p>w</p><footer>— --- Jane</footer></blockquote>", "--- Jane", ""),
    ("<blockquote><p>w</p><p><cite>Jane Doe</cite></p></blockquote>", "Jane Doe", ""),
    ("<blockquote><p>w — <cite>Jane Doe</cite></p></blockquote>", "Jane Doe", ""),
    (
        '<blockquote><p>w</p><cite><a href="https://a.example/x">Jane</a>, A</cite></blockquote>',
        "Jane, A",
        "https://a.example/x",
    ),
    (
        '<blockquote class="twitter-tweet"><p lang="en">w</p>&mdash; Jane (@j) '
        '<a href="https://twitter.com/j/status/1">May 21, 2015</a></blockquote>',
        "Jane (@j), May 21, 2015",
        "https://twitter.com/j/status/1",
    ),
    (
        '<blockquote class="twitter-tweet"><p lang="en">w</p><p>&mdash; Jane (@j) '
        '<a href="https://twitter.com/j/status/1">May 21, 2015</a></p></blockquote>',
        "Jane (@j) May 21, 2015",
        "https://twitter.com/j/status/1",
    ),
    (
        '<blockquote class="twitter-tweet"><p lang="en">w</p><footer>Jane (@j) '
        '<a href="https://twitter.com/j/status/1">May 21, 2015</a></footer></blockquote>',
        "Jane (@j) May 21, 2015",
        "https://twitter.com/j/status/1",
    ),
    ('<blockquote cite="Jane  Doe"><p>w</p></blockquote>', "Jane Doe", ""),
    ('<blockquote cite="Jane Doe"><p>w</p><cite>J. Doe</cite></blockquote>', "J. Doe", ""),
]


def test_cited_page_of_a_quotation_with_a_list_is_a_link():
    html = (
        '<blockquote cite="https://a.example/1"><ul><li>one</li></ul><footer>Jane Doe</footer>'
        "</blockquote>"
    )
    assert to_editor(html) == (
        "<blockquote><ul><li><p>one</p></li></ul>"
        '<p><a href="https://a.example/1">Jane Doe</a></p></blockquote>'
    )


def test_numbers_of_lines_beside_code_are_left_out():
    html = (
        '<table><tr><td class="gutter"><pre>1\n2</pre></td><td class="code"><pre>a\nb</pre></td>'
        "</tr></table>"
    )
    assert to_editor(html) == "<pre><code>a\nb</code></pre>"
    assert "<code>1</code>" in to_editor("<table><tr><td>x</td><td><pre>1</pre></td></tr></table>")
    prism = '<pre class="line-numbers"><code>12\n7</code></pre>'
    assert "12\n7" in to_editor(prism)


def test_table_within_a_form_within_a_table_is_read_once():
    html = "<table><tr><td>a</td><td>b</td></tr><form><tr><td>c</td><td>d</td></tr></form></table>"
    assert count_letters(to_editor(html)) == count_letters(html)


@pytest.mark.parametrize(("html", "attribution", "url"), QUOTATIONS)
def test_explicit_quotation_is_raised(html, attribution, url):
    body = convert_body(f"<p>before</p>{html}<p>after</p>", "https://old.example/")
    (node,) = document.parse(body.html).quotations
    texts = [re.sub("<[^>]+>", "", paragraph.html) for paragraph in node.paragraphs]
    assert (texts, node.attribution, node.url) == (["w"], attribution, url)
    assert body.quotations == 1


@pytest.mark.parametrize(
    "html",
    [
        "<blockquote><p>w</p></blockquote>",
        '<blockquote class="tr_bq">$ make test<br>ok</blockquote>',
        "<blockquote><p>As <cite>The Book</cite> says, so it is.</p></blockquote>",
        "<blockquote><footer>Jane Doe</footer></blockquote>",
        '<blockquote cite="urn:isbn:1"><p>w</p></blockquote>',
        "<blockquote><blockquote><p>w</p><cite>J</cite></blockquote>x</blockquote>",
        '<blockquote cite="https://a.example/x"><table><tr><td>a<td>b</table></blockquote>',
        f"<blockquote><p>w</p><footer>{'long ' * 120}</footer></blockquote>",
    ],
)
def test_other_block_quote_stays_with_all_its_words(html):
    assert not document.parse(convert_body(html, "https://old.example/").html).quotations
    assert count_letters(to_editor(html)) == count_letters(html)


FIGURES = [
    ('<img src="/a.jpg" alt="A pier">', ("A pier", "", "")),
    (
        "<figure><img src=/a.jpg><figcaption>The pier. Photo: Ann Lee</figcaption></figure>",
        ("", "The pier.", "Ann Lee"),
    ),
    (
        '<figure data-credit="Ann Lee"><img src=/a.jpg><figcaption>The pier.</figcaption></figure>',
        ("", "The pier.", "Ann Lee"),
    ),
    (
        '<figure><img src=/a.jpg><figcaption>The <b>pier</b>.<br><small class="credit">AFP'
        "</small></figcaption></figure>",
        ("", "The pier.", "AFP"),
    ),
]


@pytest.mark.parametrize(("html", "texts"), FIGURES)
def test_figure_has_caption_and_credit_apart(html, texts):
    body = convert_body(html, "https://old.example/")
    (node,) = document.parse(body.html).figures
    assert (node.alt, node.caption, node.credit) == texts
    assert node.original_url == "https://old.example/a.jpg"


def test_picture_within_paragraph_divides_it():
    editor = to_editor('<p>a <a href="b.jpg"><img src="s.jpg"></a> b</p>')
    assert re.sub(r"<figure[^>]*>", "<figure>", editor) == "<p>a</p><figure></figure><p>b</p>"


def test_largest_address_of_picture_is_first():
    body = convert_body(
        '<a href="/big.png"><img src="/s.png" srcset="/m.png 300w, /l.png 900w"></a>',
        "https://old.example/",
    )
    names = [url.rpartition("/")[2] for url in body.pictures[0].urls]
    assert names == ["big.png", "l.png", "s.png"]


def test_gallery_is_one_block():
    figure = "<figure><img src=/{0}.jpg><figcaption>{0}</figcaption></figure>"
    html = f"<div data-gallery>{figure.format('a')}{figure.format('b')}</div>"
    (node,) = document.parse(convert_body(html, "https://old.example/").html).nodes
    assert [each.caption for each in node.figures] == ["a", "b"]


@pytest.mark.parametrize(
    "html",
    [
        '<img src="/a.gif" width="1" height="1">',
        '<img src="https://s.w.org/e.svg" class="emoji" alt="🙂">',
        '<img alt="A">',
    ],
)
def test_tracking_pixel_or_emoji_is_no_picture(html):
    body = convert_body(html, "https://old.example/")
    assert not body.pictures


EMBEDS = [
    '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>',
    '<figure data-embed="https://www.youtube.com/watch?v=dQw4w9WgXcQ"></figure>',
    '<object><param name="movie" value="https://www.youtube.com/v/dQw4w9WgXcQ"></object>',
    '<p>a <iframe src="//player.vimeo.com/video/1234"></iframe> b</p>',
    '<object><embed src="http://www.youtube.com/v/dQw4w9WgXcQ&hl=en_US&fs=1"></object>',
    '<embed src="http://vimeo.com/moogaloop.swf?server=vimeo.com&clip_id=123456&fs=1">',
]


@pytest.mark.parametrize("html", EMBEDS)
def test_player_of_known_provider_is_embed(html):
    nodes = document.parse(convert_body(html, "https://old.example/").html).nodes
    assert "EmbedNode" in {type(node).__name__ for node in nodes}


@pytest.mark.parametrize(
    "html",
    [
        '<iframe src="https://maps.example/x"></iframe>',
        '<figure data-file="https://old.example/a.wma"><figcaption>Talk</figcaption></figure>',
        '<audio><source src="https://old.example/a.wma"></audio>',
    ],
)
def test_other_frame_becomes_link(html):
    assert re.search(r'<a href="https://(maps|old)\.example/', to_editor(html))


def test_script_of_a_gist_is_its_card():
    body = convert_body(
        '<p>a</p><script src="https://gist.github.com/ada/1f.js?file=b.txt"></script>'
    )
    assert body.html == (
        '<p>a</p><figure data-block="embed" data-url="https://gist.github.com/ada/1f"></figure>'
    )
    assert body.notes == []


@pytest.mark.parametrize(
    "html",
    [
        '<iframe src="https://hatenablog-parts.com/embed?url=https%3A%2F%2Fnews.example%2Fa"'
        ' title="A title"></iframe>',
        '<iframe src="//cdn.embedly.com/widgets/media.html?x=1&url=https%3A%2F%2Fnews.example%2Fa"'
        ' title="A title"></iframe>',
    ],
)
def test_frame_of_a_card_is_the_card_of_its_page(html):
    assert to_editor(html) == (
        '<figure data-block="embed" data-url="https://news.example/a" data-title="A title">'
        "</figure>"
    )


@pytest.mark.parametrize(
    ("credit", "name"),
    [("Photo by Ann Lee", "Ann Lee"), ("Ann Lee / Reuters", "Ann Lee / Reuters")],
)
def test_credit_of_a_figure_is_a_name(credit, name):
    html = f'<figure data-credit="{credit}"><img src="https://old.example/a.jpg"></figure>'
    [picture] = convert_body(html).pictures
    assert picture.credit == name


def test_credit_of_file_stays_in_its_caption_as_link():
    html = (
        '<figure data-file="https://old.example/a.mp3" data-title="Talk" data-credit="Studio">'
        '<figcaption>A talk <small class="credit">Studio</small></figcaption></figure>'
    )
    body = convert_body(html, "https://old.example/")
    assert body.html == (
        '<figure data-block="file" data-file="1" data-title="Talk" data-caption="A talk"'
        ' data-credit="Studio"></figure>'
    )
    assert body.files[0].link == (
        '<p><a href="https://old.example/a.mp3">Talk</a><br>A talk (Studio)</p>'
    )


@pytest.mark.parametrize("depth", [10, 300, 5000])
def test_deep_nesting_keeps_words(depth):
    for tag in ("div", "span", "blockquote", "ul", "b"):
        html = f"<{tag}>" * depth + "word" + f"</{tag}>" * depth
        assert "word" in to_editor(html)


def test_caption_over_limit_goes_on_below():
    caption = "word " * 300
    editor = to_editor(f"<figure><img src=/a.jpg><figcaption>{caption}</figcaption></figure>")
    assert editor.count("word") == 300


FOOTNOTES = [
    (
        '<p>a<sup><a href="#fn1">1</a></sup> b</p><hr><ol class="footnotes"><li id="fn1">note '
        '<a href="#r1">↩</a></li></ol>',
        '<p>a<small data-footnote="">note</small> b</p>',
    ),
    (
        '<p>a<a href="#fn:1" class="footnote-ref">1</a></p><div class="footnotes"><hr><ol>'
        '<li id="fn:1"><p>note <b>c</b> <a class="footnote-backref" href="#r">↩︎</a></p></li></ol>'
        "</div>",
        '<p>a<small data-footnote="">note <strong>c</strong></small></p>',
    ),
    (
        '<p><a href="#x">to the list</a></p><ul><li id="x">an item</li></ul>',
        "<p>to the list</p><ul><li><p>an item</p></li></ul>",
    ),
    (  # Word
        '<p>a<a href="#_ftn1" name="_ftnref1">[1]</a> b<sup><a href="#_ftn2">[2]</a></sup></p><div>'
        '<hr><div><p><a href="#_ftnref1" name="_ftn1">[1]</a> one <em>c</em></p></div><div><p>'
        '<a href="#_ftnref2"><span><sup>[2]</sup></span></a>two</p></div></div>',
        '<p>a<small data-footnote="">one <em>c</em></small> b'
        '<small data-footnote="">two</small></p>',
    ),
    (  # Google Docs
        '<p>a<sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup></p><hr>'
        '<p><a href="#ftnt_ref1" id="ftnt1">[1]</a> one</p><p>the end</p>',
        '<p>a<small data-footnote="">one</small></p><hr><p>the end</p>',
    ),
    (  # WordPress has no paragraph in the element of each note.
        '<p>a<a href="#_ftn1">[1]</a></p><div><hr><div><a href="#_ftnref1">[1]</a> one</div></div>',
        '<p>a<small data-footnote="">one</small></p>',
    ),
    (
        '<p>a<a href="#_ftn1">[1]</a></p><p><a href="#_ftnref1">[1]</a> one<br>'
        '<a href="#_ftnref2">[2]</a> two</p>',
        "<p>a[1]</p><p>[1] one<br>[2] two</p>",
    ),
    (  # LibreOffice
        '<p>a<a href="#sdfootnote1sym" name="sdfootnote1anc"><sup>1</sup></a></p>'
        '<p><a href="#sdfootnote1anc" name="sdfootnote1sym">1</a> one</p>',
        '<p>a<small data-footnote="">one</small></p>',
    ),
    (
        '<p>a<a href="#_ftn1">[1]</a></p><p><a href="#_ftnref2">[2]</a> lonely</p>',
        "<p>a[1]</p><p>[2] lonely</p>",
    ),
    (
        '<p>a<a href="#_ftn1">[1]</a> b</p><p>See <a href="#_ftnref1">above</a>.</p>',
        "<p>a[1] b</p><p>See above.</p>",
    ),
    (  # A footnote has no picture.
        '<p>a<a href="#_ftn1">[1]</a></p><p><a href="#_ftnref1">[1]</a> one <img src="b.jpg"></p>',
        '<p>a[1]</p><p>[1] one</p><figure data-block="figure" data-photo="1"'
        ' data-original="https://old.example/2020/b.jpg"></figure>',
    ),
]


@pytest.mark.parametrize(("html", "expected"), FOOTNOTES)
def test_footnote_of_list_is_put_at_its_reference(html, expected):
    assert to_editor(html) == expected


def count_letters(html: str) -> Counter[str]:
    """Count the letters that readers see, attributes of the editor's blocks included."""
    root = lxml.html.fragment_fromstring(f"<div>{html}</div>", create_parent="div")
    for element in list(
        root.iter("script", "style", "noscript", "title", "svg", "select", "textarea")
    ):
        element.drop_tree()
    texts = [*root.itertext()]
    for element in root.iter("section", "figure"):
        names = ("data-caption", "data-credit", "data-attribution")
        texts += [element.get(name, "") for name in names]
    letters = Counter(re.sub(r"[\W_]", "", "".join(map(str, texts))))
    return letters


def test_no_letter_of_real_posts_is_lost(testdata, real_bodies):
    for name, html in real_bodies:
        missing = count_letters(html) - count_letters(to_editor(html))
        assert sum(missing.values()) <= 3, (name, missing)


@pytest.mark.parametrize(
    ("html", "caption"),
    [
        ('<blockquote class="tiktok-embed" cite="/v/1"><section>a</section></blockquote>', "a"),
        ('<div class="fb-post" data-href="/v/1"></div>', ""),
    ],
)
def test_post_that_a_script_shows_is_a_card(html, caption):
    shown = f' data-caption="{caption}"' if caption else ""
    expected = f'<figure data-block="embed" data-url="https://old.example/v/1"{shown}></figure>'
    assert to_editor(html) == expected
