"""Sources in the editor: autocompletion, parsed attributions, and corrections."""

from playwright.sync_api import Page, expect

from blog.models import PullQuote, Source
from tests.browser.conftest import (
    Desk,
    caret,
    document_html,
    new_document,
    open_editor,
    press,
    save,
    settle,
)
from tests.support import factories
from tests.support.factories import quotation


def open_details(page: Page) -> None:
    page.locator(".quotation-node summary").click()


def field_value(page: Page, label: str) -> str:
    return page.locator(".quotation-node").get_by_label(label, exact=True).input_value()


def wait_for_attribution(page: Page):
    """Wait until the server has parsed the attribution line."""
    return page.expect_response("**/editor/attribution/")


def test_source_autocompletes_by_keyboard_and_mouse(desk: Desk) -> None:
    editor = factories.user("Editor")
    known = Source.objects.create(name="Ana Ruiz", role="Judge", affiliation="High Court")
    other = Source.objects.create(name="Port Authority", kind="organisation")
    page = open_editor(desk, quotation("“One.”"), editor)
    open_details(page)
    source = page.get_by_role("combobox", name="Source")
    source.press_sequentially("ru")
    options = page.locator("[role=option]")
    expect(options).to_have_text(["Ana RuizJudge, High Court"])
    press(page, "ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    press(page, "Escape")  # The list closes, the text stays.
    expect(options).to_have_count(0)
    expect(source).to_have_value("ru")
    press(page, "ArrowDown")
    expect(options).to_have_count(1)
    press(page, "ArrowDown", "Enter")
    expect(source).to_have_value("Ana Ruiz")
    assert field_value(page, "Attribution") == "Ana Ruiz, Judge, High Court"
    speaker = page.get_by_role("combobox", name="Speaker")
    speaker.press_sequentially("port")
    options.first.click()
    expect(speaker).to_have_value("Port Authority")
    save(page)
    quote = PullQuote.objects.get()
    assert (quote.source, quote.speaker) == (known, other)


def test_new_source_from_attribution_can_be_corrected(desk: Desk) -> None:
    # An automatic save of a draft would store the source before it is corrected.
    page = open_editor(desk, "<p>Begin.</p>", status="review")
    page.locator(".tiptap p").click()
    press(page, "Control+End", "Enter")
    page.keyboard.type("“Said.”")
    press(page, "Control+Shift+Q", "Tab")
    attribution = page.get_by_label("Attribution")
    expect(attribution).to_be_focused()
    with wait_for_attribution(page):
        page.keyboard.type("Professor Bo Ek, hydrology, Orle University, May 2021")
    open_details(page)
    expect(page.get_by_label("Date said", exact=True)).to_have_value(
        "2021-05"
    )  # The end of the line.
    assert (field_value(page, "Source"), field_value(page, "Role")) == (
        "Bo Ek",
        "Professor, hydrology",
    )
    assert field_value(page, "Affiliation") == "Orle University"
    page.get_by_label("Role", exact=True).fill("Hydrologist")
    page.get_by_label("Kind").select_option("organisation")
    with wait_for_attribution(page):
        attribution.fill("Bo Ek, hydrology, Orle University, June 2021")
    expect(page.get_by_label("Date said", exact=True)).to_have_value("2021-06")
    page.fill("#id_title", "Sources")
    save(page)
    quote = PullQuote.objects.get()
    assert quote.source is not None
    # The line still names the same person, so the author's correction stays.
    assert (quote.source.name, quote.source.role) == ("Bo Ek", "Hydrologist")
    assert (quote.source.kind, quote.date_said) == ("organisation", "2021-06")


MINISTER = "Ada Lind, minister of fisheries, Government of Aldmark, 3 March 2026"
MAYOR = "Bo Berg, mayor, Town of Vik, 5 June 2025"


def test_attribution_changed_after_save_is_parsed_again(desk: Desk) -> None:
    page = open_editor(desk, quotation("“One.”", "“Two.”", attribution=MINISTER))
    page.fill("#id_title", "Stored")
    save(page)
    assert {str(quote.source.name) for quote in PullQuote.objects.all()} == {"Ada Lind"}
    open_details(page)
    page.get_by_label("Speaker", exact=True).fill("Cy Dee")
    before = document_html(page)
    with wait_for_attribution(page):
        page.get_by_label("Attribution").fill(MAYOR)
    expect(page.locator("[data-field=sourceName]")).to_have_value("Bo Berg")
    assert (field_value(page, "Date said"), field_value(page, "Speaker")) == ("2025-06-05", "")
    with wait_for_attribution(page):
        page.get_by_label("Attribution").fill(MINISTER)  # Its value when the field was focused.
    expect(page.locator("[data-field=sourceName]")).to_have_value("Ada Lind")
    expect(page.locator("[data-field=speakerName]")).to_have_value("Cy Dee")
    assert document_html(page).replace(' data-by-hand="speaker"', "") == before.replace(
        ' data-by-hand="speaker"', ""
    )
    with wait_for_attribution(page):
        page.get_by_label("Attribution").fill(MAYOR)
    page.get_by_label("Date said", exact=True).fill("2024")
    save(page)
    assert {
        (q.attribution, q.source.name, q.speaker, q.date_said) for q in PullQuote.objects.all()
    } == {(MAYOR, "Bo Berg", None, "2024")}


def test_url_of_an_attribution_goes_with_it_unless_typed(desk: Desk) -> None:
    link = "https://example.org/speech"
    page = open_editor(desk, quotation("“One.”", attribution=MINISTER, url=link, url_read="1"))
    url = page.get_by_label("Source URL")
    open_details(page)
    for line, expected in ((MAYOR, ""), (MINISTER, link), (MAYOR, "")):
        with wait_for_attribution(page):
            page.get_by_label("Attribution").fill(line)
        expect(url).to_have_value(expected)
    url.fill("https://example.org/typed")
    with wait_for_attribution(page):
        page.get_by_label("Attribution").fill(MINISTER)
    expect(page.locator("[data-field=sourceName]")).to_have_value("Ada Lind")
    save(page)
    quote = PullQuote.objects.get()
    assert (quote.url, quote.is_attribution_url) == ("https://example.org/typed", False)


def test_save_before_response_parses_whole_attribution(desk: Desk) -> None:
    page = open_editor(desk, quotation("“One.”"))
    for line, name, date_said in (
        (MINISTER, "Ada Lind", "2026-03-03"),
        (MAYOR, "Bo Berg", "2025-06-05"),
    ):
        page.route("**/editor/attribution/", lambda route: route.abort())
        desk.ignore_error("ERR_FAILED")
        page.get_by_label("Attribution").fill(line)
        with new_document(page):
            page.keyboard.press("Control+s")
        expect(page.locator(".messagelist .success")).to_be_visible()
        quote = PullQuote.objects.get()
        assert (quote.attribution, name, quote.date_said) == (line, quote.source.name, date_said)


def test_source_chosen_before_attribution_stays(desk: Desk) -> None:
    page = open_editor(desk, quotation("“One.”"))
    open_details(page)
    page.get_by_role("combobox", name="Source").fill("Ministry of Fish")
    page.get_by_label("Attribution").focus()
    for typed in ("Bo", " Berg", ", mayor, 2025"):
        with wait_for_attribution(page):
            page.keyboard.type(typed)
    expect(page.get_by_label("Date said", exact=True)).to_have_value("2025")
    assert field_value(page, "Source") == "Ministry of Fish"
    save(page)
    quote = PullQuote.objects.get()
    assert (quote.source.name, quote.attribution) == ("Ministry of Fish", "Bo Berg, mayor, 2025")


def test_source_follows_attribution_while_typing(desk: Desk) -> None:
    page = open_editor(desk)
    page.keyboard.type("“Said.”")
    press(page, "Control+Shift+Q", "Tab")
    for line, name in (("Ana", "Ana"), ("Ana Ruiz, judge", "Ana Ruiz"), ("", "")):
        with wait_for_attribution(page):
            page.get_by_label("Attribution").fill(line)
        expect(page.locator("[data-field=sourceName]")).to_have_value(name)


def test_similar_known_source_is_offered_for_a_new_name(desk: Desk) -> None:
    known = Source.objects.create(name="Ana Ruiz", role="judge", affiliation="High Court")
    page = open_editor(desk, quotation("“One.”"))
    page.get_by_label("Attribution", exact=True).fill("Dr A. Ruiz, judge, 3 May 2021")
    hint = page.locator(".source-question")
    expect(hint).to_contain_text("A similar source is known: Ana Ruiz, judge, High Court.")
    hint.get_by_role("button", name="Use this source").click()
    expect(hint).to_be_hidden()
    expect(page.locator(".quotation-node summary")).to_have_text("Ana Ruiz · May 3, 2021")
    save(page)
    quote = PullQuote.objects.get()
    assert (quote.attribution, quote.source) == ("Dr A. Ruiz, judge, 3 May 2021", known)
    assert Source.objects.count() == 1


def test_stored_quotation_without_source_gets_one_on_save(desk: Desk) -> None:
    page = open_editor(desk, quotation("“One.”", attribution="Ana Ruiz, judge"))
    before = document_html(page)
    settle(page)
    assert document_html(page) == before  # Opening changes nothing.
    save(page)
    assert PullQuote.objects.get().source == Source.objects.get(name="Ana Ruiz", role="judge")


def test_source_of_another_author_is_locked(desk: Desk) -> None:
    author = factories.user("Author")
    Source.objects.create(name="Ana Ruiz", role="Judge", created_by=factories.user("Author"))
    factories.draft(quotation("“Elsewhere.”", source_name="Ana Ruiz"))
    page = open_editor(desk, quotation("“One.”", source_name="Ana Ruiz"), author)
    open_details(page)
    expect(page.get_by_label("Role", exact=True)).not_to_be_editable()
    expect(page.get_by_label("Kind")).to_be_disabled()
    expect(page.get_by_text("an editor can correct it")).to_be_visible()
    page.get_by_role("combobox", name="Source").fill("Cy Dee")
    expect(page.get_by_label("Role", exact=True)).to_be_editable()
    assert field_value(page, "Role") == ""
    page.get_by_label("Role", exact=True).fill("Pilot")
    save(page)
    assert Source.objects.get(name="Cy Dee").role == "Pilot"
    assert Source.objects.get(name="Ana Ruiz").role == "Judge"


def test_error_is_shown_at_quotation_until_corrected(desk: Desk) -> None:
    page = open_editor(
        desk, quotation("“Un.”", "“Deux.”") + "<p>After.</p>" + quotation("“Three.”")
    )
    first = page.locator(".quotation-node").first
    details_of_first = first.locator("summary")
    details_of_first.click()
    first.get_by_label("Date said", exact=True).fill("last year")
    first.get_by_label("Language").fill("fr")
    first.get_by_label("Translation").fill("One.\nTwo.\nThree.")
    page.locator("[name=_continue]").click()
    error = first.locator(".node-errors")
    expect(error).to_contain_text("2023-03")
    expect(error).to_contain_text("3 for 2")
    expect(page.locator(".has-errors")).to_have_count(1)
    expect(first.get_by_label("Translation")).to_be_visible()  # Its details are open.
    first.get_by_label("Date said", exact=True).fill("2022")
    expect(error).to_be_hidden()
    first.get_by_label("Translation").fill("One.\nTwo.")
    save(page)
    assert list(PullQuote.objects.values_list("translation", flat=True)) == ["One.", "Two.", ""]


def test_focus_and_caret_survive_save(desk: Desk) -> None:
    page = open_editor(desk, quotation("“One.”", "“Two.”") + "<p>After.</p>")
    keys = list(PullQuote.objects.values_list("pk", flat=True))
    caret(page.locator(".quotation-text p").first, "end")
    page.keyboard.type(" More")
    with new_document(page):
        page.keyboard.press("Control+s")
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator(".tiptap")).to_be_focused()
    settle(page)
    page.keyboard.type(" and more")  # At the former caret position.
    press(page, "Enter")
    page.keyboard.type("“Between.”")
    save(page)
    texts = PullQuote.objects.order_by("position").values_list("text", flat=True)
    assert list(texts) == ["“One.” More and more", "“Between.”", "“Two.”"]
    assert set(keys) < set(PullQuote.objects.values_list("pk", flat=True))


def test_cut_and_pasted_quotation_keeps_fields_and_rows(desk: Desk) -> None:
    page = open_editor(
        desk,
        quotation("“One.”", "“Two.”", attribution="Ana Ruiz", said="2023-03") + "<p>After.</p>",
    )
    before = dict(PullQuote.objects.values_list("pk", "text"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".quotation-node .node-name").click()  # Selects the whole block.
    expect(page.locator(".quotation-node")).to_have_class(
        "node quotation-node ProseMirror-selectednode"
    )
    press(page, "Control+x")
    expect(page.locator(".quotation-node")).to_have_count(0)
    caret(page.locator(".tiptap > p").first, "end")
    press(page, "Enter", "Control+v")
    expect(page.locator(".quotation-node")).to_have_count(1)
    save(page)
    assert dict(PullQuote.objects.values_list("pk", "text")) == before
    assert set(PullQuote.objects.values_list("attribution", flat=True)) == {"Ana Ruiz"}
    assert {quote.date_said for quote in PullQuote.objects.all()} == {"2023-03"}
