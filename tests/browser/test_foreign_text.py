"""What is pasted from elsewhere leaves clean blocks, and runs nothing."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Desk, document, paste, write

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset="utf-8">
<style>p.MsoNormal {margin:0cm}</style><!--[if gte mso 9]><xml><o:x>1</o:x></xml><![endif]--></head>
<body lang=EN-GB><!--StartFragment--><h1 style='mso-x:1'>A heading<o:p></o:p></h1>
<p class=MsoNormal><span style='mso-ansi-language:EN'>Plain and <b>bold</b>
and <i>italic</i>.<o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span>One</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>·<span>&nbsp; </span></span>Two</p><!--EndFragment--></body></html>"""
GOOGLE = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1f">
<p dir="ltr" style="line-height:1.38;"><span style="font-weight:700;color:#000">Bold</span><span
style="font-weight:400;"> plain </span><span style="font-style:italic;">slanted</span></p><br />
<ul><li dir="ltr"><p dir="ltr" role="presentation"><span>Item</span></p></li></ul></b>"""
BLOG = """<div dir="ltr" trbidi="on">First line.<br /><br />Second <a href="https://example.org/a"
onclick="x()">link</a>.<div><br /></div><div class="separator"><a
href="https://example.org/s1600/full.jpg"><img src="https://example.org/s320/full.jpg"
alt="A ship" /></a></div><blockquote class="tr_bq">Set in.</blockquote></div>"""
HOSTILE = """<p>Words<img src="/none.png" onerror="window.ran=1"><script>window.ran=2</script>
<a href="javascript:window.ran=3">link</a><svg onload="window.ran=4"></svg></p>
<iframe src="/admin/"></iframe><style>* { display: none }</style>"""


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param(
            WORD,
            "<h2>A heading</h2><p>Plain and <strong>bold</strong> and <em>italic</em>.</p>"
            "<ul><li><p>One</p></li><li><p>Two</p></li></ul>",
            id="Word",
        ),
        pytest.param(
            GOOGLE,
            "<p><strong>Bold</strong> plain <em>slanted</em></p><ul><li><p>Item</p></li></ul>",
            id="Google Docs",
        ),
        pytest.param(
            BLOG,
            '<p>First line.</p><p>Second <a href="https://example.org/a">link</a>.</p>'
            '<figure data-block="figure" data-alt="A ship"'
            ' data-original="https://example.org/s1600/full.jpg"></figure>'
            "<blockquote><p>Set in.</p></blockquote>",
            id="a blog's page",
        ),
    ],
)
def test_a_paste_leaves_clean_blocks(html: str, expected: str, desk: Desk) -> None:
    page = write(desk)
    paste(page, text="fallback", html=html)
    expect(page.locator(".tiptap")).not_to_have_text("")
    assert document(page).removesuffix("<p></p>") == expected


def test_a_hostile_paste_runs_and_loads_nothing(desk: Desk) -> None:
    page = write(desk)
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    paste(page, html=HOSTILE)
    expect(page.locator(".tiptap")).to_contain_text("Words")
    assert page.evaluate("window.ran") is None
    assert "javascript:" not in document(page)
    assert loaded == []
