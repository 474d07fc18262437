"""The offer for a pasted page of a newspaper: standfirst, byline, agency and labels."""

from playwright.sync_api import expect

from tests.browser.conftest import Desk, document_html, open_editor, paste, settle

PAGE = """<article><header><h1>Die Schleuse bleibt zu</h1>
<p class="lead">Das Amt verspricht viel. Fachleute zweifeln.</p>
<div class="byline">Von Karla Kolumna</div></header>
<p>Nach Angaben des Amts fehlt Geld. „Man kann“, so Lena Pegel, „nicht zaubern.“<a
 href="#_ftn1" name="_ftnref1">[1]</a></p>
<p>Die Ministerin wies das zurück: „Wir haben einen Plan.“</p>
<p><em>(dpa)</em></p>
<ul class="tags"><li><a href="https://a.example/1">Hafen</a></li>
<li><a href="https://a.example/2">Schleuse</a></li></ul></article>"""


def test_page_of_a_newspaper_leaves_only_its_text(desk: Desk) -> None:
    page = open_editor(desk)
    paste(page, html=PAGE)
    dialog = page.get_by_role("dialog")
    for name in ("Leave out (Byline)", "Leave out (Credit)"):
        expect(dialog.get_by_role("checkbox", name=name)).to_be_checked()
    group = dialog.get_by_role("group", name="Found")
    expect(group.locator("label[data-shape=summary]")).to_contain_text("Fachleute zweifeln.")
    halves = dialog.locator(".split-inline", has_text="Man kann").locator("input")
    expect(halves).to_have_count(1)
    expect(dialog.locator(".split-inline", has_text="nicht zaubern")).to_have_count(1)
    if not halves.is_checked():
        halves.check()
    page.get_by_role("button", name="Split into blocks").click()
    expect(dialog).to_have_count(0)
    settle(page)
    summary = page.locator("#id_summary")
    expect(summary).to_have_value("Das Amt verspricht viel. Fachleute zweifeln.")
    expect(page.locator("#id_labels")).to_have_value("Hafen, Schleuse")
    html = document_html(page)
    assert html.count("<q ") >= 2
    assert "<ul" not in html
    assert "dpa" not in html
    assert "<figure" not in html
