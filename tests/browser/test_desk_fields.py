"""Fields of the forms of the desk: wide enough for their values, inside their cards, in line with
what they belong to."""

from itertools import product

import pytest
from playwright.sync_api import Page, expect

from blog.models import Label
from tests.browser.conftest import Desk
from tests.support import factories as make

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (390, 768, 1440)
FOCUS_JS = """() => {
    const [mark, picture] = [".focus-mark", ".focus-frame img"].map((name) =>
        document.querySelector(name).getBoundingClientRect())
    return ["left", "top"].map((side) => {
        const size = side === "left" ? "width" : "height"
        return Math.round(((mark[side] + mark[size] / 2 - picture[side]) / picture[size]) * 100)
    })
}"""
OUTSIDE_CARD_JS = """() => [...document.querySelectorAll(".inline-related")].flatMap((card) =>
    [...card.querySelectorAll("input:not([type=hidden]), select, textarea")].filter((field) =>
        field.checkVisibility() && (
            field.getBoundingClientRect().right > card.getBoundingClientRect().right
            || field.getBoundingClientRect().left < card.getBoundingClientRect().left)
    ).map((field) => field.name))"""
LABELS_JS = """() => [...document.querySelectorAll("label, legend")]
    .map((label) => label.textContent.trim()).filter((text) => text.endsWith(":"))"""
TEXT_SIZE_JS = """fields => [...new Set(fields.map((field) => getComputedStyle(field).fontSize))]"""


def open_page(desk: Desk, address: str, **options) -> Page:
    page = desk.page(make.user("Editor"), **options)
    page.goto(address)
    return page


def test_dates_of_a_post_can_be_read(desk: Desk, subtests: pytest.Subtests) -> None:
    page = open_page(desk, "/admin/blog/post/add/")
    for width, kind in product(WIDTHS, ("date", "time")):
        with subtests.test(width=width, kind=kind):
            page.set_viewport_size({"width": width, "height": 900})
            field = page.locator(f".datetime input[type={kind}]").first
            expect(field).to_be_visible()
            assert (field.bounding_box() or {})["width"] >= 110


@pytest.mark.parametrize("size", [(1600, 420), (800, 600), (500, 1200)])
def test_focal_point_is_marked_on_the_picture(desk: Desk, size: tuple[int, int]) -> None:
    photo = make.photo(make.user("Author"), make.landscape(*size), focus_x=25, focus_y=75)
    page = open_page(desk, f"/admin/blog/photo/{photo.pk}/change/")
    expect(page.locator(".focus-mark")).to_be_visible()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(FOCUS_JS) == [25, 75]


@pytest.mark.parametrize("model", ["label", "source"])
def test_fields_of_rows_are_inside_their_cards(
    desk: Desk, model: str, subtests: pytest.Subtests
) -> None:
    page = open_page(desk, f"/admin/blog/{model}/add/")
    expect(page.locator(".inline-related").first).to_be_attached()
    for width in WIDTHS:
        with subtests.test(width=width):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(OUTSIDE_CARD_JS) == []


def test_text_areas_are_as_wide_as_other_fields(desk: Desk) -> None:
    page = open_page(desk, "/admin/blog/source/add/", width=1440)
    fields = page.locator("#id_name, #id_about")
    assert len({*fields.evaluate_all("all => all.map(one => one.offsetWidth)")}) == 1


def test_labels_have_no_colon_in_rows_that_are_added(desk: Desk) -> None:
    page = open_page(desk, "/admin/blog/source/add/")
    page.locator("#names-group .add-row button").click()
    expect(page.locator("#names-0")).to_be_visible()
    assert page.evaluate(LABELS_JS) == []


@pytest.mark.parametrize("address", ["/admin/blog/source/add/", "/admin/transfer/export/add/"])
def test_phones_do_not_zoom_into_fields(desk: Desk, address: str) -> None:
    page = desk.page(make.user("superuser"), width=390, height=800)
    page.goto(address)
    fields = page.locator("#content-main :is(input[type=text], input[type=url], select, textarea)")
    expect(fields.first).to_be_visible()
    assert fields.evaluate_all(TEXT_SIZE_JS) == ["16px"]


def test_button_that_deletes_is_as_high_as_others(desk: Desk, subtests: pytest.Subtests) -> None:
    label = Label.objects.create(name="Harbour")
    page = open_page(desk, f"/admin/blog/label/{label.pk}/delete/")
    for width in WIDTHS:
        with subtests.test(width=width):
            page.set_viewport_size({"width": width, "height": 1000})
            button = page.locator(".deletion button").bounding_box()
            assert button
            assert button["height"] >= 35
