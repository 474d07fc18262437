"""Pictures in the browser: selection of renditions, layout, print, and the focal point in the
admin."""

import pytest
from playwright.sync_api import Route, expect

from blog.content import photo_renditions
from blog.models import Photo, Post
from tests.browser.conftest import Desk, press
from tests.support import factories

LAYOUT_SHIFTS_JS = """new PerformanceObserver((list) => {
    window.shifts = (window.shifts ?? 0) + list.getEntries().reduce((sum, e) => sum + e.value, 0)
}).observe({ type: "layout-shift", buffered: true })"""
CAPTION_BELOW_JS = """figures => figures.map((figure) => {
    const [image, caption] = ["img", ".caption"].map((name) => figure.querySelector(name))
    return caption.getBoundingClientRect().top >= image.getBoundingClientRect().bottom
})"""
LOADED_PICTURES_JS = """() => [...document.querySelectorAll(".photo img")]
    .every((image) => image.complete && image.naturalWidth > 0)"""


def illustrated_post(*sizes: tuple[int, int]) -> Post:
    """A post with a picture of each size between its paragraphs, and all renditions."""
    author = factories.user("Author")
    html = ""
    for width, height in sizes:
        photo = factories.photo(author, factories.landscape(width, height))
        photo_renditions.generate.call(photo.pk)
        html += "<p>Words.</p>" * 3 + factories.figure(photo, caption="Somewhere")
    return factories.post(html + "<p>Words.</p>" * 9, authors=(author,))


@pytest.mark.parametrize(
    ("size", "screens"),
    [
        (
            (1900, 1000),
            [
                *((390, 1, 384), (390, 2, 768), (390, 3, 768), (768, 1, 608)),
                *((1440, 1, 608), (1440, 2, 1216), (1440, 3, 1216)),
            ],
        ),
        ((800, 1100), [(390, 1, 384), (1440, 1, 384), (1440, 2, 768), (1440, 3, 768)]),
        ((450, 300), [(390, 1, 384), (390, 2, 450), (1440, 1, 450)]),
    ],
)
def test_browser_loads_avif_in_displayed_size(
    size: tuple[int, int], screens: list[tuple[int, int, int]], desk: Desk
) -> None:
    address = illustrated_post(size).get_absolute_url()
    chosen = []
    for width, scale, _name in screens:
        page = desk.page(width=width, height=900, device_scale_factor=scale)
        page.goto(address)
        page.wait_for_function(LOADED_PICTURES_JS)
        url, shown = page.locator(".photo img").evaluate("img => [img.currentSrc, img.width]")
        name, _, kind = url.rpartition("/")[2].partition(".")
        assert kind == "avif"
        # Not upscaled if a larger rendition exists, but for screens that show three pixels per
        # point, which load pictures for two.
        assert int(name) >= min(shown * min(scale, 2), size[0])
        chosen.append((width, scale, int(name)))
    assert chosen == screens


@pytest.mark.parametrize("layout", ["", "wide"])
def test_pictures_of_a_gallery_fill_their_places(layout: str, desk: Desk) -> None:
    author = factories.user("Author")
    photos = [factories.photo(author, factories.landscape(900, 500 + n)) for n in range(3)]
    for photo in photos:
        photo_renditions.generate.call(photo.pk)
    figures = [factories.figure(photo) for photo in photos[:2]]
    html = factories.gallery(*figures, layout=layout) + factories.figure(photos[2], layout=layout)
    post = factories.post(f"<p>Words.</p>{html}", authors=(author,))
    page = desk.page(width=390, height=900, device_scale_factor=3)
    page.goto(post.get_absolute_url())
    page.wait_for_function(LOADED_PICTURES_JS)
    widths = page.locator(".photo").evaluate_all(
        """figures => figures.map((figure) => [figure, figure.querySelector("img")]
            .map((element) => Math.round(element.getBoundingClientRect().width)))"""
    )
    assert len(widths) == 3
    assert [image for _figure, image in widths] == [figure for figure, _image in widths]


@pytest.mark.parametrize("width", [390, 1440])
def test_late_pictures_shift_no_layout(width: int, desk: Desk) -> None:
    post = illustrated_post((1000, 560), (700, 1000), (300, 200))
    page = desk.page(width=width, height=700)
    page.add_init_script(LAYOUT_SHIFTS_JS)
    held: list[Route] = []
    holding = True
    page.route("**/media/**", lambda route: held.append(route) if holding else route.continue_())
    page.goto(post.get_absolute_url(), wait_until="domcontentloaded")
    page.locator(".photo img").last.scroll_into_view_if_needed()
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    holding = False
    for route in held:
        route.continue_()
    page.wait_for_function(LOADED_PICTURES_JS)
    assert page.evaluate("window.shifts ?? 0") == 0
    assert page.locator(".photo").evaluate_all(CAPTION_BELOW_JS) == [True] * 3


def test_first_picture_loads_eagerly_and_last_one_lazily(desk: Desk) -> None:
    post = illustrated_post((1000, 560), (700, 1000), (300, 200))
    page = desk.page(width=390, height=500)
    page.goto(post.get_absolute_url())
    hints = page.locator(".photo img").evaluate_all(
        "all => all.map((img) => [img.fetchPriority, img.loading, img.decoding])"
    )
    assert hints == [["high", "auto", "auto"], *[["auto", "lazy", "async"]] * 2]


def test_printed_page_shows_every_picture(desk: Desk) -> None:
    post = illustrated_post((1000, 560), (700, 1000))
    page = desk.page(width=390, height=500)
    page.goto(post.get_absolute_url())
    # Printing loads lazy pictures; a person's print dialog waits for them.
    page.pdf()
    page.wait_for_function(LOADED_PICTURES_JS)
    assert page.pdf().count(b"/Subtype /Image") >= 2


def test_focal_point_can_be_set_by_click_and_arrow_keys(desk: Desk) -> None:
    author = factories.user("Author")
    photo = factories.photo(author, factories.landscape(600, 400))
    page = desk.page(author)
    page.goto(f"/admin/blog/photo/{photo.pk}/change/")
    assert page.locator("#photo_form .form-row").first.get_attribute("class") == (
        "form-row field-picture"
    )
    picture, mark = page.locator("img.picture"), page.get_by_role("button", name="Focal point")
    box = picture.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 4, box["y"] + box["height"] * 3 / 4)
    left, top = page.get_by_label("focal point from the left"), page.locator("#id_focus_y")
    expect(left).to_have_value("25")
    expect(top).to_have_value("75")
    expect(mark).to_be_focused()
    press(page, "ArrowRight", "ArrowUp", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown")
    expect(left).to_have_value("26")
    expect(top).to_have_value("100")
    expect(page.get_by_role("status")).to_have_text("From the left: 26%, from the top: 100%.")
    top.fill("40")
    placed = mark.evaluate("mark => [mark.style.left, mark.style.top]")
    assert placed == ["26%", "40%"]
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    photo = Photo.objects.get()
    assert (photo.focus_x, photo.focus_y) == (26, 40)


def test_focal_point_without_javascript_is_two_numbers(desk: Desk) -> None:
    author = factories.user("Author")
    photo = factories.photo(author)
    page = desk.page(author, width=390, java_script_enabled=False)
    page.goto(f"/admin/blog/photo/{photo.pk}/change/")
    page.locator("#id_focus_x").fill("10")
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Photo.objects.get().focus_x == 10
