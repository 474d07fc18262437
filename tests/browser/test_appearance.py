"""Appearance as readers see it: colours, typefaces without a shift of the page, and requests."""

import contextlib
import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, Response, Route, expect

from accounts.models import User
from blog.models import Photo, SiteSettings
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Desk, open_desk
from tests.browser.test_figures import file_payload
from tests.support import factories as make
from tests.support.chromium import FLAGS, START_TIMEOUT, executable

BUNDLED = [value for value in SiteSettings.Typeface.values if value]
MAX_SHIFT = 0.02  # Of layout; 0.1 is good (web.dev, CLS).
MAX_FONTS = 3
MAX_REQUESTS = 6  # Besides pictures.
MAX_BYTES = 90 * 1024  # Besides pictures, 63 KB of them for the fonts.
POSTS = Path(__file__).parents[2] / "devtools" / "demo" / "content" / "posts"
WATCH_SHIFTS = """
window.shift = 0
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shift += entry.value
}).observe({ type: "layout-shift", buffered: true })
"""


@pytest.fixture(scope="module")
def exact_browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser that does not round the widths of letters, as on phones and sharp screens."""
    options = [*FLAGS, "--font-render-hinting=none"]
    chromium = playwright.chromium.launch(
        executable_path=executable(), args=options, timeout=START_TIMEOUT
    )
    yield chromium
    chromium.close()


@pytest.fixture
def exact_desk(desk: Desk, exact_browser: Browser) -> Iterator[Desk]:
    with open_desk(exact_browser, desk.url) as opened:
        yield opened


def read_paragraphs() -> str:
    """Return the paragraphs of three posts of the demo."""
    files = sorted(POSTS.glob("*.html"))[:3]
    return "".join(re.findall(r"<p>[^<]*</p>", "".join(file.read_text() for file in files)))


def open_while_fonts_wait(page: Page, path: str) -> list[Route]:
    """Open a page whose fonts have not arrived yet, and return their requests."""
    waiting: list[Route] = []
    page.add_init_script(WATCH_SHIFTS)
    page.route("**/*.woff2", lambda route: waiting.append(route))
    with page.expect_request("**/*.woff2"):
        page.goto(path, wait_until="commit")
    expect(page.locator(".post-title")).to_be_visible()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return waiting


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("typeface", BUNDLED)
def test_typeface_arriving_late_shifts_nothing(
    transactional_db, exact_desk: Desk, typeface: str, width: int
) -> None:
    make.site(typeface=typeface)
    text = read_paragraphs() + make.quotation("“We were told to wait.”") + read_paragraphs()
    post = make.post(text, title="High water")
    page = exact_desk.page(width=width)
    waiting = open_while_fonts_wait(page, post.get_absolute_url())
    assert waiting
    page.route("**/*.woff2", lambda route: route.continue_())  # Fonts that are asked for later.
    for route in waiting:
        route.continue_()
    page.evaluate("document.fonts.ready")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    family = page.evaluate("getComputedStyle(document.querySelector('.post-body')).fontFamily")
    assert page.evaluate("[...document.fonts].filter((face) => face.status == 'loaded').length") > 0
    assert SiteSettings.Typeface(typeface).label.split(" (")[0] in family
    assert page.evaluate("window.shift") <= MAX_SHIFT


def test_post_with_everything_takes_six_requests(transactional_db, desk: Desk) -> None:
    """The page, its style sheet, its script, and regular, italic and bold letters."""
    make.site(typeface="literata", accent_light="#0b5345")
    author = make.user("Author")
    figures = [make.figure(make.photo(author)) for _ in range(2)]
    text = f"{read_paragraphs()}<p>A note<small data-footnote>In <em>italics</em>.</small></p>"
    table = "<table><tbody><tr><th>Gauge</th><td>1.20</td></tr></tbody></table>"
    post = make.post(f"<h2>Section</h2>{text}{''.join(figures)}{table}", authors=(author,))
    page = desk.page()
    page.add_init_script(WATCH_SHIFTS)
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(post.get_absolute_url())
    page.wait_for_load_state("networkidle")
    assert all(response.url.startswith(desk.url) for response in responses)
    files = [response for response in responses if response.request.resource_type != "image"]
    assert sum("/fonts/" in response.url for response in files) == MAX_FONTS
    assert len(files) <= MAX_REQUESTS, [response.url for response in files]
    assert sum(map(compress_body, files)) <= MAX_BYTES
    assert page.evaluate("window.shift") <= MAX_SHIFT


def compress_body(response: Response) -> int:
    """Return the size of a body as it is sent by `make serve`, in bytes; fonts are compressed."""
    body = response.body()
    return len(body) if response.url.endswith(".woff2") else len(gzip.compress(body))


def test_chosen_colours_show_in_both_schemes(transactional_db, desk: Desk) -> None:
    make.site(accent_light="#0b5345", accent_dark="#7fd1b9")
    post = make.post()
    for dark, colour in ((False, "rgb(11, 83, 69)"), (True, "rgb(127, 209, 185)")):
        page = desk.page(dark=dark)
        page.goto(post.get_absolute_url())
        expect(page.locator(".date-header")).to_have_css("color", colour)
        page.emulate_media(media="print")
        expect(page.locator(".date-header")).to_have_css("color", "rgb(0, 0, 0)")


@pytest.fixture
def superuser(transactional_db) -> User:
    return make.user("superuser")


def open_form(desk: Desk, user: User, **options) -> Page:
    page = desk.page(user, **options)
    page.goto("/admin/blog/appearance/")
    return page


def set_colour(page: Page, name: str, value: str) -> None:
    page.locator(f"#id_{name}").fill(value)


def test_preview_shows_the_form_and_stores_nothing(desk: Desk, superuser: User) -> None:
    make.post(title="High water")
    page = open_form(desk, superuser)
    preview = page.frame_locator(".live-preview iframe")
    expect(preview.locator(".post-title")).to_have_text("High water")
    header = preview.locator(".date-header").first
    expect(header).to_have_css("color", "rgb(143, 29, 20)")
    set_colour(page, "accent_light", "#0b5345")
    expect(header).to_have_css("color", "rgb(11, 83, 69)")
    page.get_by_role("button", name="Dark").click()
    expect(header).to_have_css("color", "rgb(240, 144, 122)")
    set_colour(page, "accent_dark", "#7fd1b9")
    expect(header).to_have_css("color", "rgb(127, 209, 185)")
    page.locator("fieldset summary", has_text="Typeface").click()
    page.locator("#id_typeface").select_option("literata")
    expect(preview.locator("body")).to_have_css("font-family", re.compile("Literata"))
    page.locator("fieldset summary", has_text="Home page").click()
    page.locator("#id_home_layout").select_option("lead")
    expect(preview.locator(".front-lead h2")).to_have_text("High water")
    expect(preview.locator("body")).to_have_css("margin", "0px")
    page.locator("fieldset summary", has_text="Code").click()
    page.locator("#id_custom_css").fill(".front-lead { color: rgb(1, 2, 3) }")
    expect(preview.locator(".front-lead")).to_have_css("color", "rgb(1, 2, 3)")
    expect(page.locator(".preview-state")).to_be_empty()
    assert SiteSettings.load().accent_light == SiteSettings().accent_light


def test_unreadable_colour_offers_the_nearest_readable(desk: Desk, superuser: User) -> None:
    page = open_form(desk, superuser)
    set_colour(page, "accent_light", "#ffcc00")
    error = page.locator(".colour-error")
    expect(error).to_contain_text("1.28:1")
    assert_accessible(page)
    button = error.get_by_role("button")
    expect(button).to_have_text(re.compile("^Use #[0-9a-f]{6}$"))
    button.click()
    expect(error).to_have_count(0)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Saved")
    assert SiteSettings.load().accent_light not in ("#ffcc00", SiteSettings().accent_light)


def try_to_leave(page: Page) -> None:
    """Follow a link of the navigation, and stay when the browser asks."""
    page.wait_for_load_state()  # The script that asks has run.
    page.once("dialog", lambda dialog: dialog.dismiss())
    # The click may return before the browser asks.
    with page.expect_event("dialog") as asked, contextlib.suppress(Error):
        page.locator(".breadcrumbs a").first.click()
    assert asked.value.type == "beforeunload"


@pytest.mark.parametrize(
    ("name", "value"),
    [("accent_light", "#0b5345"), ("typeface", "literata"), ("footer_text", "The Quay")],
)
def test_form_asks_before_its_changes_are_lost(
    desk: Desk, superuser: User, name: str, value: str
) -> None:
    page = open_form(desk, superuser)
    page.locator("details").evaluate_all("all => { for (const one of all) one.open = true }")
    field = page.locator(f"#id_{name}")
    before = field.input_value()
    for text in (value, before, value):
        if name == "typeface":
            field.select_option(text)
        else:
            field.fill(text)
        is_asked = page.evaluate(
            """() => {
                const event = new Event("beforeunload", { cancelable: true })
                return !window.dispatchEvent(event)
            }"""
        )
        assert is_asked == (text == value)
    try_to_leave(page)
    expect(field).to_have_value(value)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Saved")
    page.locator(".breadcrumbs a").first.click()
    expect(page.locator("#appearance_form")).to_have_count(0)


def test_form_asks_before_refused_changes_are_lost(desk: Desk, superuser: User) -> None:
    page = open_form(desk, superuser)
    set_colour(page, "accent_light", "#ffcc00")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("region", name="Correct this first")).to_contain_text("1.28:1")
    # The same error from the preview, which takes the place of the server's.
    expect(page.locator("fieldset .colour-error")).to_contain_text("1.28:1")
    try_to_leave(page)


def test_sections_stay_as_they_are_after_a_save(desk: Desk, superuser: User) -> None:
    page = open_form(desk, superuser)
    sections = page.locator("fieldset details")
    page.locator("fieldset summary", has_text="Typeface").click()
    page.locator("fieldset summary", has_text="Home page").click()
    page.locator("#id_home_layout").select_option("lead")
    page.locator("fieldset summary", has_text="Typeface").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Saved")
    expect(page.locator("#id_home_layout")).to_be_visible()
    assert sections.evaluate_all("all => all.filter((one) => one.open).length") == 1


def test_code_of_a_colour_is_typed(desk: Desk, superuser: User) -> None:
    page = open_form(desk, superuser)
    code = page.get_by_label("Accent color on light screens, code")
    expect(code).to_have_value("#8f1d14")
    expect(page.frame_locator(".live-preview iframe").locator("body")).not_to_be_empty()
    waiting: list[Route] = []
    page.route("**/appearance/preview/", lambda route: waiting.append(route))
    with page.expect_request("**/appearance/preview/"):
        code.fill("0A5f8F")
    expect(page.locator("#id_accent_light")).to_have_value("#0a5f8f")
    with page.expect_request("**/appearance/preview/"):
        code.fill("#0a5f")
        page.keyboard.press("Tab")
    expect(code).to_have_value("#0a5f8f")
    error = page.locator(".colour-error")
    expect(error).to_contain_text("Not changed")
    page.route("**/appearance/preview/", lambda route: route.continue_())
    with page.expect_response("**/appearance/preview/"):
        for route in waiting:
            with contextlib.suppress(Error):  # Of a request that a later one ended.
                route.continue_()
    expect(page.locator(".preview-state")).to_be_empty()
    expect(error).to_contain_text("Not changed")  # The answer is about the colour before.
    code.fill("#0b5f8f")
    expect(error).to_have_count(0)
    code.fill("#0a5f8f")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Saved")
    assert SiteSettings.load().accent_light == "#0a5f8f"


def test_logo_is_uploaded_in_the_form(desk: Desk, superuser: User) -> None:
    page = open_form(desk, superuser, width=390, height=800)
    page.locator("summary").filter(has_text="Logo, icon").click()
    for name in ("Logo", "Icon"):
        upload = page.get_by_role("button", name=f"Upload picture… {name}", exact=True)
        row = page.locator(".picture-upload").filter(has=upload)
        row.locator("input").set_input_files(file_payload(make.landscape(256, 256, "PNG")))
        expect(row.get_by_role("status")).to_have_text("Picture uploaded. Save to use it.")
    expect(page.get_by_role("combobox", name="Logo", exact=True)).to_have_value("any.png")
    row.locator("input").set_input_files(file_payload(b"no picture"))
    desk.ignore_error("status of 400")
    expect(row.get_by_role("status")).not_to_contain_text("Save to use it")
    expect(row.get_by_role("status")).not_to_have_text("Uploading…")
    assert_accessible(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Saved")
    site = SiteSettings.load()
    assert {site.logo_id, site.icon_id} == set(Photo.objects.values_list("pk", flat=True))


def test_uploaded_logo_is_chosen_by_its_file_and_thumbnail(desk: Desk, superuser: User) -> None:
    for number in range(21):
        make.photo(superuser, caption=f"Any picture {number}")
    page = open_form(desk, superuser)
    page.locator("summary").filter(has_text="Logo, icon").click()
    row = page.locator(".picture-upload").first
    row.locator("input").set_input_files(file_payload(make.landscape(256, 256, "PNG")))
    expect(row.get_by_role("status")).to_have_text("Picture uploaded. Save to use it.")
    field = page.get_by_role("combobox", name="Icon", exact=True)
    field.fill("any.p")
    option = page.get_by_role("option", name="any.png")
    expect(option.locator("img")).not_to_have_js_property("naturalWidth", 0)
    assert_accessible(page)
    field.fill("any")
    note = page.get_by_text("The first 20 of 22 are shown.")
    expect(note).to_be_visible()
    field.fill("any.p")
    expect(note).to_have_count(0)
    option.click()
    expect(field).to_have_value("any.png")


def test_preview_of_a_site_without_posts_shows_an_example(desk: Desk, superuser: User) -> None:
    page = open_form(desk, superuser)
    preview = page.frame_locator(".live-preview iframe")
    expect(preview.locator(".post-title")).to_have_text("An example, not a post")
    set_colour(page, "accent_light", "#0b5345")
    expect(preview.locator(".date-header").first).to_have_css("color", "rgb(11, 83, 69)")


def test_links_are_edited_in_rows(desk: Desk, superuser: User) -> None:
    make.site(navigation="Home /\nAll posts /archive/")
    page = open_form(desk, superuser)
    page.locator("fieldset summary", has_text="Navigation").click()
    group = page.get_by_role("group", name="Navigation", exact=True)
    rows = group.locator("li")
    expect(rows).to_have_count(2)
    group.get_by_role("button", name="Add a link").click()
    rows.nth(2).get_by_label("Address").fill("/quotes/")
    rows.nth(2).get_by_label("Address").press("Tab")
    expect(rows.nth(2).get_by_label("Name")).to_have_value("Quotations")
    rows.nth(2).get_by_role("button", name="Move up").click()
    rows.nth(0).get_by_role("button", name="Remove").click()
    preview = page.frame_locator(".live-preview iframe")
    expect(preview.locator(".site-nav a")).to_have_text(["Quotations", "All posts"])
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Saved")
    assert SiteSettings.load().navigation.splitlines() == [
        "Quotations /quotes/",
        "All posts /archive/",
    ]


def test_link_is_added_to_the_usual_ones(desk: Desk, superuser: User) -> None:
    page = open_form(desk, superuser)
    page.locator("fieldset summary", has_text="Navigation").click()
    group = page.get_by_role("group", name="Navigation", exact=True)
    rows = group.locator("li")
    expect(rows).to_have_count(5)
    expect(rows.first.get_by_label("Name")).to_have_value("Home")
    group.get_by_role("button", name="Add a link").click()
    page.keyboard.type("Authors")
    rows.nth(5).get_by_label("Address").fill("/authors/")
    preview = page.frame_locator(".live-preview iframe")
    expect(preview.locator(".site-nav a")).to_have_count(6)
    expect(preview.locator(".site-nav a").last).to_have_text("Authors")


def test_preview_covers_the_form_on_phones(desk: Desk, superuser: User) -> None:
    make.post(title="High water")
    page = open_form(desk, superuser, width=390, height=800)
    expect(page.locator(".live-preview")).to_be_hidden()
    page.get_by_role("button", name="Live preview").click()
    preview = page.frame_locator(".live-preview iframe")
    expect(preview.locator(".post-title")).to_have_text("High water")
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".live-preview")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("is_open", [False, True])
def test_form_is_accessible(desk: Desk, superuser: User, is_open: bool) -> None:
    make.site(navigation="Home /\nAll posts /archive/")
    page = open_form(desk, superuser)
    if is_open:
        page.locator("details").evaluate_all("all => { for (const one of all) one.open = true }")
    expect(page.frame_locator(".live-preview iframe").locator("main")).to_be_attached()
    page.locator(".live-preview").evaluate("(panel) => panel.close()")
    assert_accessible(page)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("layout", ["whole", "lead"])
def test_home_page_with_everything_is_accessible(
    desk: Desk, superuser: User, layout: str, language: str
) -> None:
    picture = make.photo(superuser, make.landscape(512, 512, "PNG"))
    make.site(
        language=language,
        home_layout=layout,
        home_date_headers=False,
        typeface="literata",
        accent_light="#0b5345",
        accent_dark="#7fd1b9",
        logo=picture,
        icon=picture,
        navigation="Home /\nAll posts /archive/",
        footer_text="The Quay, Saint-Aubert",
        foot_html="<p>Printed in <a href='/about/'>Ostrey</a></p>",
    )
    for number in range(4):
        make.post(
            "<p>Text.</p>" + (make.figure(make.photo(superuser)) if number % 2 else ""),
            title=f"Story {number}",
            authors=(superuser,),
        )
    page = desk.page()
    page.goto("/")
    assert_accessible(page)
    for width in (320, 390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
