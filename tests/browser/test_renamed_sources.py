"""The question about the new name of a source: rename it, use a known one, or make a new one."""

from playwright.sync_api import Locator, Page, expect

from blog.models import PullQuote, Source
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Desk, document_html, open_editor, press, save, settle
from tests.support import factories
from tests.support.factories import inline_quotation, quotation

RUZ = {"source_name": "Ana Ruz", "source_role": "judge", "source_kind": "person"}
RENAME, NEW = "Rename Ana Ruz everywhere", "Make a new source"


def question(page: Page) -> Locator:
    return page.locator(".source-question")


def choices(page: Page) -> Locator:
    return question(page).get_by_role("button")


def summary(page: Page) -> Locator:
    return page.locator(".quotation-node summary").first


def retype_source(page: Page, name: str) -> None:
    page.locator(".quotation-node summary").first.click()
    page.get_by_role("combobox", name="Source").first.fill(name)


def test_retyped_source_is_renamed_everywhere_on_save(desk: Desk) -> None:
    editor = factories.user("Editor")
    other = factories.post(quotation("“Elsewhere.”", **RUZ))
    page = open_editor(
        desk, quotation("“One.”", **RUZ) + "<p>x</p>" + quotation("“Two.”", **RUZ), editor
    )
    retype_source(page, "Ana Ruiz")
    expect(question(page).first).to_contain_text("You changed the source from Ana Ruz to Ana Ruiz.")
    expect(choices(page)).to_have_text([RENAME, NEW])
    choices(page).first.click()
    expect(question(page).first).to_have_text(
        "When you save, Ana Ruz is renamed to Ana Ruiz everywhere."
    )
    expect(summary(page)).to_have_text("Ana Ruiz")
    expect(summary(page)).to_be_focused()
    assert page.get_by_label("Role", exact=True).first.input_value() == "judge"
    save(page)
    source = Source.objects.get()
    assert (source.name, source.role) == ("Ana Ruiz", "judge")
    assert other.pullquotes.get().source == source
    expect(question(page).first).to_be_hidden()


def test_choice_is_undone_by_one_step_and_made_by_keyboard(desk: Desk) -> None:
    page = open_editor(desk, quotation("“One.”", **RUZ))
    retype_source(page, "Ana Ruiz")
    expect(choices(page)).to_have_count(2)
    asked = document_html(page)
    choices(page).first.focus()
    press(page, "Enter")
    expect(choices(page)).to_have_count(0)
    renamed = document_html(page)
    press(page, "Control+z")
    assert document_html(page) == asked
    expect(choices(page)).to_have_count(2)
    press(page, "Control+Shift+z")
    assert document_html(page) == renamed


def test_known_source_is_used_instead(desk: Desk) -> None:
    known = Source.objects.create(name="Ana Ruiz", role="chair", affiliation="Port")
    page = open_editor(desk, quotation("“One.”", **RUZ))
    retype_source(page, "A. Ruiz")
    expect(choices(page)).to_have_text([RENAME, "Use Ana Ruiz, chair, Port", NEW])
    choices(page).nth(1).click()
    expect(summary(page)).to_have_text("Ana Ruiz")
    save(page)
    assert PullQuote.objects.get().source == known
    assert Source.objects.get() == known  # The former source is quoted no more.


def test_known_name_is_neither_taken_nor_created_twice(desk: Desk) -> None:
    Source.objects.create(name="Ana Ruiz", role="chair")
    page = open_editor(desk, quotation("“One.”", **RUZ))
    retype_source(page, "Ana Ruiz")
    expect(choices(page)).to_have_text(["Use Ana Ruiz, chair"])


def test_new_source_replaces_one_that_no_quotation_names(desk: Desk) -> None:
    page = open_editor(desk, quotation("“One.”", **RUZ))
    retype_source(page, "Bo Berg")
    choices(page).get_by_text(NEW).click()
    expect(question(page)).to_be_hidden()
    expect(summary(page)).to_have_text("Bo Berg (new source)")
    save(page)
    assert Source.objects.get().name == "Bo Berg"


def test_former_name_typed_again_is_the_former_source(desk: Desk) -> None:
    page = open_editor(desk, quotation("“One.”", **RUZ))
    before = document_html(page)
    retype_source(page, "Ana")
    expect(choices(page)).to_have_count(2)
    page.get_by_role("combobox", name="Source").fill("Ana Ruz")
    expect(question(page)).to_be_hidden()
    assert document_html(page).replace(' data-by-hand="source"', "") == before


def test_changed_attribution_asks_about_the_name_in_it(desk: Desk) -> None:
    page = open_editor(desk, quotation("“One.”", attribution="Mayor of Vik"))
    save(page)
    assert Source.objects.get().name == "Mayor of Vik"
    page.get_by_label("Attribution", exact=True).fill("Bo Berg, mayor of Vik")
    expect(choices(page)).to_have_text(["Rename Mayor of Vik everywhere", NEW])
    choices(page).first.click()
    save(page)
    assert [quote.source.name for quote in PullQuote.objects.all()] == ["Bo Berg"]
    assert Source.objects.count() == 1


def test_author_is_not_offered_to_rename_the_source_of_another(desk: Desk) -> None:
    factories.post(quotation("“Elsewhere.”", **RUZ))
    known = Source.objects.create(name="Ana Ruiz", role="chair")
    page = open_editor(desk, quotation("“One.”", **RUZ), factories.user("Author"))
    retype_source(page, "A. Ruiz")
    expect(choices(page)).to_have_text(["Use Ana Ruiz, chair", NEW])
    page.get_by_role("combobox", name="Source").fill("Bo Berg")
    settle(page)
    expect(question(page)).to_be_hidden()
    save(page)
    assert set(Source.objects.values_list("name", flat=True)) == {"Ana Ruz", "Bo Berg", known.name}


def test_source_of_a_quotation_within_a_sentence_is_renamed(desk: Desk) -> None:
    quoted = inline_quotation("We close", **RUZ)
    page = open_editor(desk, f"<p>She said: “{quoted}.”</p>")
    page.locator(".tiptap q").click()
    panel = page.locator(".inline-quotation-panel:not(.footnote-panel)")
    panel.locator("summary").click()
    panel.get_by_role("combobox", name="Source").fill("Ana Ruiz")
    choices(page).get_by_text(RENAME).click()
    expect(panel).to_be_visible()
    expect(question(page)).to_contain_text("renamed to Ana Ruiz")
    press(page, "Control+z")
    expect(choices(page)).to_have_count(2)
    choices(page).get_by_text(RENAME).click()
    save(page)
    assert Source.objects.get().name == "Ana Ruiz"


def test_question_is_accessible_on_a_phone_in_the_dark(desk: Desk) -> None:
    Source.objects.create(name="Ana Ruiz", role="chair", affiliation="Port Authority of Vik")
    page = open_editor(desk, quotation("“One.”", **RUZ), width=390, dark=True)
    retype_source(page, "A. Ruiz")
    expect(choices(page)).to_have_count(3)
    for box in (choices(page).nth(number).bounding_box() for number in range(3)):
        assert box is not None
        assert box["height"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    field, first = page.get_by_role("combobox", name="Source"), choices(page).first
    below = (first.bounding_box() or {})["y"] - (field.bounding_box() or {})["y"]
    assert 0 < below < 160  # Beside the field that was edited, whichever fields follow it.
    assert_accessible(page)
