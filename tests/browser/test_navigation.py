"""The navigation, the command palette, and what stands beside the text in the editor."""

from playwright.sync_api import expect

from tests.browser.axe import assert_accessible
from tests.browser.conftest import Desk, new_document, open_editor, press, settle
from tests.support import factories

TEXT = "<h2>First part</h2><p>One two three four.</p><h2>Second part</h2><p>Five six seven.</p>"


def test_palette_opens_a_draft_by_keyboard_alone(desk: Desk) -> None:
    editor = factories.user("Editor")
    post = factories.draft("<p>Words.</p>", title="High water")
    page = desk.page(editor)
    page.goto("/admin/")
    press(page, "Control+k")
    palette = page.get_by_role("dialog", name="Search the desk")
    expect(palette.get_by_role("link", name="Calendar")).to_be_visible()
    page.keyboard.type("high wat")
    result = palette.get_by_role("link", name="High water")
    expect(result).to_be_visible()
    assert_accessible(page)
    press(page, "ArrowDown")
    expect(result).to_be_focused()
    press(page, "ArrowUp")
    expect(palette.get_by_role("searchbox")).to_be_focused()
    press(page, "Enter")
    page.wait_for_url(f"**/admin/blog/post/{post.pk}/change/")


def test_palette_closes_and_says_that_nothing_is_found(desk: Desk) -> None:
    page = desk.page(factories.user("Editor"), width=390)
    page.goto("/admin/blog/post/")
    page.get_by_role("link", name="Search the desk").click()
    palette = page.get_by_role("dialog", name="Search the desk")
    expect(palette.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("qzx")
    expect(palette).to_contain_text("Nothing is called “qzx”")
    press(page, "Escape")
    expect(palette).to_be_hidden()


def test_key_of_the_palette_makes_a_link_and_then_searches(desk: Desk) -> None:
    page = open_editor(desk, "<p>Words to link.</p>")
    page.locator(".tiptap > p").first.click()
    press(page, "Home", "Shift+End", "Control+k")
    address = page.get_by_role("dialog").get_by_label("Address")
    expect(address).to_be_focused()
    palette = page.get_by_role("dialog", name="Search the desk")
    expect(palette).to_be_hidden()
    press(page, "Control+k")
    expect(palette.get_by_role("searchbox")).to_be_focused()
    press(page, "Escape")
    expect(address).to_be_focused()


def test_menu_of_a_phone_opens_from_the_bar_and_closes(desk: Desk) -> None:
    page = desk.page(factories.user("superuser"), width=390)
    page.goto("/admin/")
    navigation = page.get_by_role("navigation", name="Desk")
    expect(navigation).to_be_hidden()
    page.get_by_role("navigation", name="Shortcuts").get_by_role("button", name="Menu").click()
    expect(navigation.get_by_role("link", name="Sources")).to_be_visible()
    press(page, "Escape")
    expect(navigation).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Menu").first.click()
    assert_accessible(page)


def test_navigation_stays_folded_and_sections_stay_closed(desk: Desk) -> None:
    page = desk.page(factories.user("superuser"))
    page.goto("/admin/blog/label/")
    navigation = page.get_by_role("navigation", name="Desk")
    fold = navigation.get_by_role("button", name="Fold the navigation")
    navigation.locator("summary", has_text="Site").click()
    fold.click()
    page.reload()
    expect(fold).to_have_attribute("aria-pressed", "true")
    box = navigation.bounding_box()
    assert box
    assert box["width"] <= 70
    assert_accessible(page)
    fold.click()
    expect(navigation.get_by_role("link", name="Labels")).to_be_visible()
    expect(navigation.get_by_role("link", name="Settings")).to_be_hidden()


def test_person_menu_signs_out(desk: Desk) -> None:
    page = desk.page(factories.user("Author", byline="Ana Ruiz"))
    page.goto("/admin/")
    page.get_by_role("button", name="Ana Ruiz").click()
    assert_accessible(page)
    with new_document(page):
        page.get_by_role("button", name="Sign out").click()
    page.goto("/admin/")
    page.wait_for_url("**/login/**")


def test_right_to_left_desk_has_its_navigation_on_the_right(desk: Desk) -> None:
    factories.site(language="ar")
    page = desk.page(factories.user("superuser"))
    page.goto("/admin/blog/post/")
    box = page.locator("#desk-navigation").bounding_box()
    assert box
    assert box["x"] > 1000
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440


def test_words_and_outline_follow_the_text(desk: Desk) -> None:
    page = open_editor(desk, TEXT)
    expect(page.locator("[data-word-count]")).to_have_text("11 words · 1 minute to read")
    outline = page.locator(".outline")
    expect(outline.get_by_role("button")).to_have_text(["First part", "Second part"])
    outline.get_by_role("button", name="Second part").click()
    expect(page.locator(".tiptap")).to_be_focused()
    settle(page)
    page.keyboard.type("A ")
    expect(outline.get_by_role("button")).to_have_text(["First part", "A Second part"])
    expect(page.locator("[data-word-count]")).to_have_text("12 words · 1 minute to read")


def test_focus_mode_leaves_the_text_and_survives_a_reload(desk: Desk) -> None:
    page = open_editor(desk, TEXT)
    beside = page.locator("#desk-navigation, .desk-header, fieldset.publication")
    press(page, "Alt+Shift+F")
    for part in beside.all():
        expect(part).to_be_hidden()
    expect(page.locator(".tiptap")).to_be_focused()
    for part in ("[data-autosave-state]", ".workflow-state", ".publish-open", "[name=_continue]"):
        expect(page.locator(part)).to_be_visible()
    page.reload()
    expect(page.locator("fieldset.publication")).to_be_hidden()
    page.get_by_role("button", name="Leave focus mode").click()
    for part in beside.all():
        expect(part).to_be_visible()
    page.get_by_role("button", name="Focus mode").click()
    expect(page.locator("fieldset.publication")).to_be_hidden()
    expect(page.locator(".tiptap")).to_be_focused()
    press(page, "Escape")
    expect(page.locator("fieldset.publication")).to_be_visible()


def test_focus_mode_does_not_follow_to_another_post(desk: Desk) -> None:
    page = open_editor(desk, TEXT)
    press(page, "Alt+Shift+F")
    expect(page.locator("fieldset.publication")).to_be_hidden()
    page.goto("/admin/blog/post/add/")
    expect(page.locator("fieldset.publication")).to_be_visible()


def test_folded_panel_is_shown_where_it_has_an_error(desk: Desk) -> None:
    page = open_editor(desk, TEXT)
    page.get_by_role("button", name="Hide the panel").click()
    expect(page.locator("fieldset.publication")).to_be_hidden()
    page.locator("#id_slug").evaluate("field => { field.value = '' }")
    page.fill("#id_title", "")
    page.locator("[name=_save]").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("fieldset.publication")).to_be_visible()


def test_current_entry_of_long_navigation_is_in_view(desk: Desk) -> None:
    page = desk.page(factories.user("superuser"), width=1440, height=700)
    page.goto("/admin/auth/group/")
    navigation = page.get_by_role("navigation", name="Desk")
    expect(navigation.locator("li [aria-current]")).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == 0


def test_count_of_the_bar_leaves_the_icon_visible(desk: Desk) -> None:
    factories.post(status="review")
    page = desk.page(factories.user("superuser"), width=390)
    page.goto("/admin/")
    link = page.get_by_role("navigation", name="Shortcuts").get_by_role("link", name="Posts")
    icon, count = link.locator("svg").bounding_box(), link.locator(".desk-count").bounding_box()
    assert icon and count
    assert count["x"] > icon["x"] + 0.7 * icon["width"]
    assert count["width"] <= 20
