"""Blocks of code in the editor and in the theme."""

from playwright.sync_api import Page, expect

from blog.models import Post
from tests.browser.axe import assert_accessible
from tests.browser.conftest import (
    Desk,
    document_html,
    open_editor,
    paste,
    press,
    save,
    set_document,
    start_document,
)
from tests.support import factories as make


def test_code_is_typed_indented_and_left(desk: Desk) -> None:
    page = open_editor(desk)
    page.keyboard.type("```python ")
    press(page, "Tab")
    page.keyboard.type("a < 1")
    press(page, "Enter")
    page.keyboard.type('"b"')
    press(page, "Shift+Tab", "Enter", "Enter", "Enter")
    page.keyboard.type("After")
    assert document_html(page) == (
        '<pre><code class="language-python">    a &lt; 1\n"b"</code></pre><p>After</p><p></p>'
    )
    page.locator("#id_title").fill("Code")
    save(page)
    stored = Post.objects.get().proses.get().html
    assert stored == '<pre><code class="language-python">    a &lt; 1\n"b"</code></pre><p>After</p>'


def test_language_is_entered_and_leads_back_to_the_code(page: Page) -> None:
    start_document(page, "<pre>a</pre><p>b</p>")
    language = page.get_by_label("Language of the code")
    language.fill("C++ 17")
    press(page, "Enter")
    expect(page.locator(".tiptap")).to_be_focused()
    expect(language).to_have_value("C++17")
    assert document_html(page) == '<pre><code class="language-C++17">a</code></pre><p>b</p>'
    press(page, "Control+Alt+c")
    assert document_html(page) == "<p>a</p><p>b</p>"
    press(page, "Control+z", "Control+z")
    assert document_html(page) == "<pre><code>a</code></pre><p>b</p>"


def test_pasted_code_keeps_its_lines(page: Page) -> None:
    start_document(page)
    paste(page, html='<p>A</p><pre class="lang-js">  x\n\n    “y”\n</pre><p>B</p>')
    assert document_html(page) == (
        '<p>A</p><pre><code class="language-js">  x\n\n    “y”</code></pre><p>B</p>'
    )
    set_document(page, "<pre>a</pre><p></p>")
    page.locator(".tiptap code").click()
    press(page, "End")
    paste(page, text="\n  <b>", html="<p>c</p>")
    assert document_html(page).startswith("<pre><code>a")
    assert "<p>c</p>" not in document_html(page)


def test_code_is_no_quotation(page: Page) -> None:
    start_document(page, "<pre>“a b c”</pre><p>b</p>")
    page.locator(".tiptap code").click()
    press(page, "Control+Shift+2", "Control+Shift+q")
    assert document_html(page) == "<pre><code>“a b c”</code></pre><p>b</p>"


def test_long_code_scrolls_within_itself_on_a_phone(desk: Desk) -> None:
    post = make.post("<p>A</p><pre>" + "x = 1; " * 60 + "</pre>")
    page = desk.page(width=390)
    page.goto(post.get_absolute_url())
    code = page.get_by_role("group", name="Code")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert code.evaluate("code => code.scrollWidth > code.clientWidth")
    code.focus()
    expect(code).to_be_focused()
    assert_accessible(page)
