"""Galleries and widths of figures, written by keyboard."""

from playwright.sync_api import expect

from blog.models import Figure
from tests.browser.conftest import Desk, open_editor, press, save
from tests.support import factories
from tests.support.factories import figure


def photo_payload(number: int) -> dict:
    return {
        "name": f"{number}.png",
        "mimeType": "image/png",
        "buffer": factories.picture((number, 2, 3)),
    }


def test_gallery_is_filled_and_reordered_by_keyboard(desk: Desk) -> None:
    page = open_editor(desk, "<p>Words.</p>")
    page.get_by_role("button", name="Gallery", exact=True).focus()
    press(page, "Enter")
    gallery = page.locator(".gallery-node")
    expect(gallery.get_by_role("button", name="Upload picture…")).to_be_focused()
    first = gallery.locator(".figure-node input[type=file]").first
    first.set_input_files([photo_payload(1), photo_payload(2)])
    expect(gallery.locator(".figure-node img:visible")).to_have_count(2)
    gallery.locator(".gallery-bar input[type=file]").set_input_files([photo_payload(3)])
    expect(gallery.locator(".figure-node img:visible")).to_have_count(3)
    expect(gallery.locator(".gallery-count")).to_have_text("3 of at most 24 pictures")
    for number in range(3):
        gallery.get_by_label("Caption").nth(number).fill(f"Caption {number}")
        gallery.get_by_label("Alternative text").nth(number).fill(f"Field {number}")
    gallery.get_by_label("Caption").nth(2).focus()
    press(page, "Alt+ArrowUp", "Alt+ArrowUp")
    expect(gallery.get_by_label("Caption").first).to_have_value("Caption 2")
    expect(gallery.get_by_label("Caption").first).to_be_focused()
    press(page, "Alt+ArrowUp")  # Stays in the gallery.
    gallery.get_by_label("Width").last.select_option("Wide")
    save(page)
    rows = list(Figure.objects.values_list("caption", "gallery", "layout"))
    assert rows == [(f"Caption {number}", 1, "wide") for number in (2, 0, 1)]


def test_last_chosen_lead_picture_is_the_only_one(desk: Desk) -> None:
    author = factories.user("Editor")
    figures = [
        figure(factories.photo(author), lead="1" if number == 0 else "") for number in (0, 1)
    ]
    page = open_editor(desk, "".join(figures), user=author)
    boxes = page.locator(".figure-node").get_by_label("Lead picture")
    expect(boxes.first).to_be_checked()
    boxes.last.focus()
    press(page, "Space")
    expect(boxes.first).not_to_be_checked()
    press(page, "Control+Shift+Enter")
    path = page.locator(".figure-node img").last.get_attribute("src") or ""
    expect(page.locator(f".reader-card img[src$='{path}']")).to_be_visible()
    press(page, "Escape")
    save(page)
    rows = Figure.objects.order_by("position").values_list("is_lead", flat=True)
    assert [*rows] == [False, True]


def test_width_of_a_figure_is_saved(desk: Desk) -> None:
    author = factories.user("Editor")
    photo = factories.photo(author)
    page = open_editor(desk, figure(photo), user=author)
    page.locator(".figure-node").get_by_label("Width").select_option("Full width")
    save(page)
    assert Figure.objects.get().layout == "full"
