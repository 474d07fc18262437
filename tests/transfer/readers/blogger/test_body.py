"""The HTML of Blogger's editors, of all years, in the forms that readers yield."""

import pytest

from tests.transfer.readers.blogger.visible_text import get_visible_text
from tests.transfer.stored_messages import compose_all
from transfer.readers.blogger.body import TooDeep, convert_body, convert_comment

OLD = "http://2.bp.blogspot.com/_x/TAb/AAA/c"
NEW = "https://blogger.googleusercontent.com/img/a/AVvXsEh"
FIGURE = f'<figure><a href="{OLD}/s1600/p.jpg"><img src="{OLD}/s320/p.jpg"></a>'
PICTURE = f'<a href="{OLD}/s1600/p.jpg"><img src="{OLD}/s320/p.jpg"></a>'
SEPARATOR = '<div class="separator" style="clear: both; text-align: center;">'
TABLE = '<table class="tr-caption-container"><tbody><tr><td style="text-align: center;">'


def convert(source: str) -> str:
    return convert_body(source).html.replace("\n", "")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", ""),
        (" \n&nbsp;<br /><div><br /></div>", ""),
        ("One.<br /><br />Two.", "<p>One.</p><p>Two.</p>"),
        ("One.<br />\n<br />\nTwo,<br />three.", "<p>One.</p><p>Two,<br>three.</p>"),
        ("<br />One.<br /><br /><br /><br />Two.<br />", "<p>One.</p><p>Two.</p>"),
        ("<div>One.</div><div><br /></div><div>Two.</div>", "<p>One.</p><p>Two.</p>"),
        ("<i>One.<br /><br />Two.</i> Three.", "<p><i>One.</i></p><p><i>Two.</i> Three.</p>"),
        # Text as it is typed, which Blogger breaks into lines when it shows it.
        ("One.\n\nTwo,\nthree.", "<p>One.</p><p>Two,<br>three.</p>"),
        ("One.\r\n\r\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("One.\n<pre>a\nb</pre>\nTwo.", "<p>One.</p><pre>ab</pre><p>Two.</p>"),
        ("<div>One\nline.</div>", "<p>Oneline.</p>"),
        # The wrapper of the editor of 2011, and one for a language from right to left.
        ('<div dir="ltr" style="text-align: left;" trbidi="on">One.</div>', "<p>One.</p>"),
        (
            '<div dir="rtl" style="text-align: right;" trbidi="on">אחת<br /><br />שתיים</div>',
            '<div dir="rtl" style="text-align: right;" trbidi="on"><p>אחת</p><p>שתיים</p></div>',
        ),
        (
            '<div style="text-align: justify;">One.<br /><br />Two.</div>',
            '<div style="text-align: justify;"><p>One.</p><p>Two.</p></div>',
        ),
        (
            '<p class="a" id="b">One.<br><br>Two.</p>',
            '<p class="a" id="b">One.</p><p class="a" id="b">Two.</p>',
        ),
        ("<h3>One<br>Two</h3>", "<h3>One<br>Two</h3>"),
        ("<b><p>One.</p><p>Two.</p></b>", "<p><b>One.</b></p><p><b>Two.</b></p>"),
        ("<i>One.<p>Two.</p></i>Three.", "<p><i>One.</i></p><p><i>Two.</i></p><p>Three.</p>"),
        ("<ul><li>One.<br><br>Two.</li></ul>", "<ul><li><p>One.</p><p>Two.</p></li></ul>"),
        ("<ul><li>One.</li><ul><li>Two.</li></ul></ul>",) * 2,
        ("<table><tbody><tr><td>One.</td></tr></tbody></table>",) * 2,
        ("<pre>a<br />  b</pre>", "<pre>a  b</pre>"),
        ("a < b & c <d> e", "<p>a &lt; b &amp; c <d> e</d></p>"),
        ("a <ada@b.example> <b&gt;>c</b> <i x\"y='1'>d</i>", "<p>a  c <i>d</i></p>"),
        ('<b title="<b>a</b>">One.</b>', '<p><b title="&lt;b&gt;a&lt;/b&gt;">One.</b></p>'),
        ("One.<o:p></o:p><!--[if gte mso 9]><xml>x</xml><![endif]-->", "<p>One.</p>"),
        (
            "<html><head><title>T</title><style>p {}</style></head><body>One.</body></html>",
            "<p>One.</p>",
        ),
    ],
)
def test_text_is_divided_into_paragraphs(source, expected):
    assert convert(source) == expected.replace("\n", "")


@pytest.mark.parametrize(
    "jump",
    ["<a name='more'></a>", '<a name="more"/>', "<span><a name='more'></a></span>", "<!--more-->"],
)
def test_jump_break_becomes_that_of_the_editor(jump):
    source = f"One.<br />{jump}<br />Two."
    assert convert(source) == '<p>One.</p><hr data-jump=""><p>Two.</p>'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<blockquote class="tr_bq">One.</blockquote>',) * 2,
        (
            "<blockquote>One.<br /><br />Two.</blockquote>",
            "<blockquote><p>One.</p><p>Two.</p></blockquote>",
        ),
        (
            '<blockquote style="border: none; margin: 0 0 0 40px; padding: 0px;">'
            '<blockquote style="margin:0px 0px 0px 40px;border:none">One.</blockquote>'
            "</blockquote>",
            "<p>One.</p>",
        ),
        ('<blockquote class="webkit-indent-blockquote">One.</blockquote>', "<p>One.</p>"),
        (
            '<blockquote style="margin-left: 40px; border: 1px solid">One.</blockquote>',
            '<blockquote style="margin-left: 40px; border: 1px solid"><p>One.</p></blockquote>',
        ),
        ('<blockquote cite="https://a.example/"><p>One.</p><cite>Ada</cite></blockquote>', None),
    ],
)
def test_blockquote_stays_unless_it_is_an_indentation(source, expected):
    if expected is None:
        assert '<blockquote cite="https://a.example/">' in convert(source)
        assert "<cite>Ada</cite>" in convert(source)
        return
    expected = expected.replace('tr_bq">One.<', 'tr_bq"><p>One.</p><')
    assert convert(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # 2006 to 2009.
        (
            '<a onblur="try {parent.deselectBloggerImageGracefully();} catch(e) {}"'
            f' href="{OLD}/s1600-h/p.jpg"><img style="float:left" src="{OLD}/s320/p.jpg" alt="A"'
            ' border="0" id="BLOGGER_PHOTO_ID_53"/></a>One.<br /><br />Two.',
            f'<figure><a href="{OLD}/s1600/p.jpg"><img src="{OLD}/s320/p.jpg" alt="A"></a></figure>'
            "<p>One.</p><p>Two.</p>",
        ),
        (
            '<img src="http://photos1.blogger.com/blogger/12/34/320/p.jpg" />',
            '<figure><a href="http://photos1.blogger.com/blogger/12/34/1600/p.jpg">'
            '<img src="http://photos1.blogger.com/blogger/12/34/320/p.jpg"></a></figure>',
        ),
        # Windows Live Writer.
        (
            '<p><a href="http://lh5.ggpht.com/_x/T/A/B/p%5B4%5D.jpg?imgmax=800"><img'
            ' src="http://lh5.ggpht.com/_x/T/A/C/p_thumb%5B2%5D.jpg?imgmax=800"></a></p>',
            '<figure><a href="http://lh5.ggpht.com/_x/T/A/B/p%5B4%5D.jpg?imgmax=1600"><img'
            ' src="http://lh5.ggpht.com/_x/T/A/C/p_thumb%5B2%5D.jpg?imgmax=800"></a></figure>',
        ),
        # 2011 and later.
        (f"{SEPARATOR}{PICTURE}</div>", f"{FIGURE}</figure>"),
        # 2020 and later.
        (
            f'{SEPARATOR}<a href="{NEW}=s4032"><img data-original-width="4032"'
            f' src="{NEW}=w457-h483" /></a></div><p>One.</p>',
            f'<figure><a href="{NEW}=s4032"><img src="{NEW}=w457-h483"></a></figure><p>One.</p>',
        ),
        (
            f'<img src="{NEW}=w200-h100-p-k-no-nu">',
            f'<figure><a href="{NEW}=s1600"><img src="{NEW}=w200-h100-p-k-no-nu"></a></figure>',
        ),
        (
            f'<img src="{OLD}/s72-c/p.jpg">',
            f'<figure><a href="{OLD}/s1600/p.jpg"><img src="{OLD}/s72-c/p.jpg"></a></figure>',
        ),
        # Other hosts.
        (
            '<img src="//i.example/p.jpg" width="400">',
            '<figure><img src="https://i.example/p.jpg" width="400"></figure>',
        ),
        ('<img src="data:image/png;base64,AA==">', None),
        (
            f"{SEPARATOR}{PICTURE}</div>{SEPARATOR}A <b>line</b></div>",
            f"{FIGURE}<figcaption>A <b>line</b></figcaption></figure>",
        ),
        (
            f"{SEPARATOR}{PICTURE}</div>{SEPARATOR}One</div>{SEPARATOR}(two)</div>",
            f"{FIGURE}<figcaption>One<br>(two)</figcaption></figure>",
        ),
        (
            f"{SEPARATOR}{PICTURE}</div>"
            '<div class="separator" style="text-align: left;">One.</div>',
            f"{FIGURE}</figure><p>One.</p>",
        ),
        (f"{SEPARATOR}{PICTURE}</div>{SEPARATOR}<br /></div>", f"{FIGURE}</figure>"),
        (
            f"{SEPARATOR}{PICTURE}{PICTURE}</div>",
            f'<div data-gallery="">{FIGURE}</figure>{FIGURE}</figure></div>',
        ),
        (f"{PICTURE}<br />{PICTURE}", f"{FIGURE}</figure>{FIGURE}</figure>"),
        (f"One.<br />{PICTURE}", f"<p>One.</p>{FIGURE}</figure>"),
        (f"<div>{PICTURE}</div>", f"{FIGURE}</figure>"),
        (f"<center><b>{PICTURE}</b></center>", f"{FIGURE}</figure>"),
        (
            f'{TABLE}{PICTURE}</td></tr><tr><td class="tr-caption">One<br />(Two/Three)</td></tr>'
            "</tbody></table>",
            f"{FIGURE}<figcaption>One<br>(Two/Three)</figcaption></figure>",
        ),
        (
            f'{TABLE}{PICTURE}</td></tr><tr><td class="tr-caption"><br /></td></tr></table>',
            f"{FIGURE}</figure>",
        ),
        (
            f'{TABLE}{TABLE}{PICTURE}</td></tr><tr><td class="tr-caption">One</td></tr></tbody>'
            '</table></td></tr><tr><td class="tr-caption">Two</td></tr></tbody></table>',
            f"{FIGURE}<figcaption>One<br>Two</figcaption></figure>",
        ),
        (
            f'{TABLE}{PICTURE}{PICTURE}</td></tr><tr><td class="tr-caption">One</td></tr></tbody>'
            "</table>",
            f'<div data-gallery="">{FIGURE}</figure>{FIGURE}<figcaption>One</figcaption></figure>'
            "</div>",
        ),
        (
            f'{TABLE}<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe></td></tr>'
            '<tr><td class="tr-caption">One</td></tr></tbody></table>',
            '<figure data-embed="https://www.youtube.com/watch?v=abcdefghijk">'
            "<figcaption>One</figcaption></figure>",
        ),
        (f"{TABLE}One.</td></tr></tbody></table>", None),
        # A link to another page, a smiley, and a picture in a sentence stay what they are.
        (f'<a href="https://shop.example/"><img src="{OLD}/s320/p.jpg"></a>', None),
        ('<img src="https://a.example/smile.gif" width="18" height="18"> One.', None),
        (f'One <img src="{OLD}/s320/p.jpg"> two.', None),
        # What feeds for readers contain besides.
        (
            'One.<div class="blogger-post-footer"><img width="1" height="1"'
            ' src="https://blogger.googleusercontent.com/tracker/77-1" alt=""/></div>',
            "<p>One.</p>",
        ),
    ],
)
def test_picture_becomes_a_figure_with_its_original_and_caption(source, expected):
    result = convert(source)
    if expected is None:
        assert "<figure><a" not in result
        assert result.count("<img") == source.count("<img")
        assert get_visible_text(result) == get_visible_text(source)
        return
    assert result == expected


def test_caption_that_is_a_paragraph_stays_one():
    long = "Word " * 80
    source = f"{SEPARATOR}{PICTURE}</div>{SEPARATOR}{long}</div>"
    assert "figcaption" not in convert(source)


def test_link_of_a_captioned_picture_to_a_page_is_noted():
    linked = f'<a href="https://shop.example/"><img src="{OLD}/s320/p.jpg"></a>'
    body = convert_body(
        f'{TABLE}{linked}</td></tr><tr><td class="tr-caption">One</td></tr></table>'
    )
    assert body.html.startswith(FIGURE)
    assert compose_all(body.notes) == (
        "A picture with a caption was linked to https://shop.example/",
    )


YOUTUBE = "https://www.youtube.com/watch?v=abcdefghijk"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<iframe src="//www.youtube.com/embed/abcdefghijk?feature=x"></iframe>', YOUTUBE),
        (
            '<iframe class="BLOG_video_class" src="https://www.youtube.com/embed/abcdefghijk">'
            "</iframe>",
            YOUTUBE,
        ),
        (
            '<object class="BLOGGER-youtube-video"><param name="movie"'
            ' value="https://youtube.googleapis.com/v/abcdefghijk&source=uds" /><embed'
            ' src="https://youtube.googleapis.com/v/abcdefghijk&source=uds"></embed></object>',
            YOUTUBE,
        ),
        ('<embed src="http://www.youtube.com/v/abcdefghijk?fs=1"></embed>', YOUTUBE),
        (
            '<iframe src="https://player.vimeo.com/video/123456"></iframe>',
            "https://vimeo.com/123456",
        ),
        (
            '<object><param name="movie"'
            ' value="http://vimeo.com/moogaloop.swf?clip_id=123456&server=vimeo.com"/></object>',
            "https://vimeo.com/123456",
        ),
        (
            '<iframe src="https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Ff.example%2F1">'
            "</iframe>",
            "https://f.example/1",
        ),
        (
            '<iframe src="https://maps.example/embed?a=1"></iframe>',
            "https://maps.example/embed?a=1",
        ),
    ],
)
def test_player_becomes_the_figure_of_its_page(source, expected):
    assert convert(source) == f'<figure data-embed="{expected}"></figure>'
    assert convert(f"One {source}two.") == (
        f'<p>One </p><figure data-embed="{expected}"></figure><p>two.</p>'
    )


@pytest.mark.parametrize(
    ("source", "expected", "notes"),
    [
        (
            '<script src="https://gist.github.com/ada/0a1b.js"></script>',
            '<figure data-embed="https://gist.github.com/ada/0a1b"></figure>',
            ["A script showed the code of https://gist.github.com/ada/0a1b"],
        ),
        (
            '<script src="//static.polldaddy.com/p/1.js"></script>'
            '<noscript><a href="https://polldaddy.com/p/1">Vote</a></noscript>',
            '<p><a href="https://polldaddy.com/p/1">Vote</a></p>',
            ["A script was left out: https://static.polldaddy.com/p/1.js"],
        ),
        ("<script>document.write('x')</script>One.", "<p>One.</p>", ["A script was left out."]),
        (
            '<blockquote class="twitter-tweet"><p>One.</p></blockquote>'
            '<script async src="https://platform.twitter.com/widgets.js"></script>',
            '<blockquote class="twitter-tweet"><p>One.</p></blockquote>',
            [],
        ),
        (
            '<script type="text/x-markdown">A *word*.\n\n    code</script>',
            "<p>A <em>word</em>.</p><pre><code>code</code></pre>",
            ["A script showed text that is written in Markdown."],
        ),
        ('<script type="math/tex">x^2</script>', "<p><span>$x^2$</span></p>", []),
        (
            '<object class="BLOG_video_class" contentid="a1"><param name="movie"'
            ' value="http://www.youtube.com/get_player" /></object>',
            "",
            ["A video that was uploaded to Blogger is not in the export."],
        ),
        (
            '<iframe class="b-uploaded" src="https://www.blogger.com/video.g?token=AD6"></iframe>',
            '<figure data-embed="https://www.blogger.com/video.g?token=AD6"></figure>',
            ["A video that was uploaded to Blogger is not in the export."],
        ),
        ("<iframe></iframe>", "", ["A player without an address was left out."]),
        (
            '<audio controls><source src="https://a.example/1.mp3"></audio>',
            '<figure data-file="https://a.example/1.mp3"></figure>',
            [],
        ),
        ("<video></video>", "", ["A recording without an address was left out."]),
        (
            '<object data="https://a.example/1.swf"><a href="https://a.example/">Instead</a></object>',
            '<figure data-embed="https://a.example/1.swf"></figure>'
            '<p><a href="https://a.example/">Instead</a></p>',
            [],
        ),
    ],
)
def test_script_or_recording_is_kept_or_noted(source, expected, notes):
    body = convert_body(source)
    assert body.html.replace("\n", "") == expected
    assert list(compose_all(body.notes)) == notes


@pytest.mark.parametrize("tag", ["span", "div", "b"])
def test_body_with_a_thousand_unclosed_elements_keeps_its_text(tag):
    source = f"<{tag}>word " * 1000 + "end"
    assert get_visible_text(convert_body(source).html) == get_visible_text(source)


@pytest.mark.parametrize("style", ["size: 1pt", "size: {}pt"])
def test_body_with_unclosed_elements_grows_by_few(style):
    source = "".join(f'<span style="{style.format(index)}">word<br><br>' for index in range(500))
    assert len(convert_body(source).html) < 50 * len(source)


def test_body_that_is_nested_too_deeply_is_refused():
    with pytest.raises(TooDeep):
        convert_body("<b>" * 5000 + "text")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("One.\n\nTwo.", "One.<br><br>Two."),
        ("One.<BR/>\nTwo.", "One.<BR/>\nTwo."),
        ("a \ud800\x0bb", "a b"),
        ("", ""),
    ],
)
def test_newlines_of_a_comment_become_line_breaks(source, expected):
    assert convert_comment(source) == expected
