"""Cards of quotations and posts: their content, caching and access."""

import io
import threading
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, features

from blog.metadata.cards import (
    PostCard,
    QuotationCard,
    build_post_card,
    cache,
    drawing,
    fonts,
    get_card_url,
    get_card_url_and_alt,
)
from blog.models import Photo, Post, PullQuote
from blog.read_models.posts import PostPage, read
from tests.support import factories as make

SITE = drawing.Site("Pullquote", "example.org")
PAPER = (251, 249, 243)


def quotation_card(text: str = "“Words.”", **fields) -> QuotationCard:
    known = {
        "text": text,
        "language": "en",
        "direction": "ltr",
        "translation": "",
        "credited": ("Anne Field, hydrologist",),
        "name": "Anne Field",
        "date": "March 2023",
        "page_language": "en",
        "page_direction": "ltr",
        "path": "/quotes/1/",
    }
    return QuotationCard(**(known | fields))


def written(card, monkeypatch, photo=None) -> list[str]:
    """The lines on the card, from the top; an opening mark, which hangs, is one of its own."""
    lines = []
    draw_line = drawing._Canvas.draw_line

    def note(sheet, x, baseline, text, *args, **options):
        lines.append(text)
        draw_line(sheet, x, baseline, text, *args, **options)

    monkeypatch.setattr(drawing._Canvas, "draw_line", note)
    drawing.draw(card, SITE, photo)
    return lines


def picture_of(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


FOOT = ["Pullquote", "example.org/quotes/1/"]
CREDIT = ["Anne Field, hydrologist", "March 2023"]


def test_pillow_supports_complex_scripts():
    assert features.check("raqm")


def test_card_has_whole_quotation_credit_date_and_site(monkeypatch):
    phrase = "“" + "The water rose for three days. " * 28 + "And then it was over.”"
    lines = written(quotation_card(phrase), monkeypatch)
    assert " ".join(lines[1:-4]) == phrase[1:]
    assert lines[0] == "“"
    assert lines[-4:] == CREDIT + FOOT
    assert len(phrase) > 880


@pytest.mark.parametrize(
    ("phrase", "instead"),
    [
        ("“" + "The water rose for three days. " * 60 + "”", "A quotation of 361 words"),
        ("https://example.org/" + "a" * 200, "A quotation of 1 word"),
        ("“我们不会后退。”", "A quotation"),
        ("“Great 🎉 news.”", "A quotation"),
        ("“Words. ไทย”", "A quotation"),
        ("w" * 100_000, "A quotation of 1 word"),
        ("w " * 100_000, "A quotation of 100000 words"),
    ],
)
def test_text_that_does_not_fit_has_a_placeholder(phrase, instead, monkeypatch):
    assert written(quotation_card(phrase), monkeypatch) == [instead, *CREDIT, *FOOT]


@pytest.mark.parametrize(
    "phrase",
    [
        "No.",
        "We did not choose this war.",
        "Łódź, Việt Nam, Ærø, naïve, ½, €, №",
        "Россия и Китай",
        "Ἐν ἀρχῇ ἦν ὁ λόγος",
        "الحرية مسؤولية ٢٠٢٣",
        "החופש אינו מילה שָׁלוֹם",
        "स्वतंत्रता कोई शब्द नहीं है",
        "e\u0301, \u200fא\u200e and \u202a(b)\u202c, soft\u00adhyphen, zero\u200cwidth",
    ],
)
def test_quotation_in_a_supported_script_is_drawn(phrase, monkeypatch):
    result = " ".join(written(quotation_card(phrase), monkeypatch)[:-4])
    assert result == fonts.normalize_drawable(phrase)


def test_symbols_without_glyphs_are_left_out_of_the_credit(monkeypatch):
    cook = quotation_card(credited=("Dana Levi 🔥, cook 🍳",))
    assert written(cook, monkeypatch)[2:4] == ["Dana Levi, cook", "March 2023"]


def test_credit_without_glyphs_is_left_out(monkeypatch):
    chinese = quotation_card("“Yes.”", credited=("王毅",), name="王毅", date="2023年3月")
    assert written(chinese, monkeypatch) == ["“", "Yes.”", *FOOT]


def test_long_attribution_is_replaced_by_the_name(monkeypatch):
    long = quotation_card(credited=("of this and that " * 30,))
    assert written(long, monkeypatch)[2:4] == ["Anne Field", "March 2023"]


@pytest.mark.slow
def test_translation_is_shown_below_a_short_quotation(monkeypatch):
    short = quotation_card("«Oui.»", language="fr", translation="“Yes.”")
    assert written(short, monkeypatch)[:3] == ["«", "Oui.»", "“Yes.”"]
    unseen = quotation_card("“我们不会后退。”", translation="“We will not step back.”")
    assert written(unseen, monkeypatch)[:2] == ["A quotation", "“We will not step back.”"]
    phrase = "The water rose for three days. " * 25
    long = quotation_card(phrase, translation=phrase[:600])
    assert " ".join(written(long, monkeypatch)[:-4]) == phrase.strip()


@pytest.mark.slow
def test_letters_of_every_line_are_within_the_card():
    for phrase in ("No.", "mmmmmm " * 40, "الحرية " * 40, "(x) " * 150):
        for direction in ("ltr", "rtl"):
            card = quotation_card(phrase, direction=direction, page_direction=direction)
            image = picture_of(drawing.draw(card, SITE))
            assert image.size == (1200, 630)
            for edge in ((0, 12, 40, 630), (1160, 12, 1200, 630), (0, 615, 1200, 630)):
                assert {colour for _n, colour in image.crop(edge).getcolors()} == {PAPER}


def test_card_from_right_to_left_is_aligned_right():
    card = quotation_card(
        "الحرية", language="ar", direction="rtl", page_language="ar", page_direction="rtl"
    )
    image = picture_of(drawing.draw(card, SITE))
    rule = image.crop((1120, 100, 1130, 500)).getcolors()
    assert (143, 29, 20) in {colour for _n, colour in rule}
    assert image.crop((60, 100, 500, 300)).getcolors() == [(440 * 200, PAPER)]


def test_covered_characters_match_the_font():
    folder = Path(fonts.__file__).parent / "fonts"
    ranges = (line.split("-") for line in (folder / "covered.txt").read_text().split())
    listed = {c for first, last in ranges for c in range(int(first, 16), int(last, 16) + 1)}
    font = TTFont(folder / "cards.ttf")
    assert listed == set(font.getBestCmap())
    assert "SIL Open Font License" in font["name"].getDebugName(13)


def test_post_card_has_title_byline_and_site(monkeypatch):
    card = PostCard("A title", "By Ada Moor", "March 22, 2023", "", "en", "ltr", "/2023/03/a/")
    assert written(card, monkeypatch) == [
        *("March 22, 2023", "A title", "By Ada Moor"),
        *("Pullquote", "example.org/2023/03/a/"),
    ]


def test_percent_encoded_path_is_decoded_on_the_card(monkeypatch):
    path = "/labels/%C3%A9nergie-%D8%A7/"
    card = PostCard("A title", "", "", "", "en", "ltr", path)
    assert written(card, monkeypatch)[-1] == "example.org/labels/énergie-ا/"


def test_long_path_is_replaced_by_the_host(monkeypatch):
    path = "/2023/03/" + "a-long-slug-" * 14 + "/"
    card = PostCard("A title", "", "", "", "en", "ltr", path)
    assert written(card, monkeypatch)[-1] == "example.org"


@pytest.mark.django_db
class TestAddresses:
    @pytest.mark.slow
    def test_card_of_published_quotation_is_an_image(self, client):
        quotation = make.post(make.quotation("“Shown.”", source_name="A")).pullquotes.get()
        response = client.get(f"/quotes/{quotation.pk}/card.png")
        assert response["Content-Type"] == "image/png"
        assert picture_of(response.content).size == (1200, 630)
        assert "Set-Cookie" not in response.headers

    def test_unpublished_content_has_no_card(self, client):
        for post in (make.draft(make.quotation()), make.scheduled(make.quotation())):
            assert client.get(f"/quotes/{post.pullquotes.get().pk}/card.png").status_code == 404
            assert client.get(f"{post.get_absolute_url()}card.png").status_code == 404
        assert client.get("/quotes/99999999999999999999/card.png").status_code == 404

    def test_post_card_in_another_month_redirects(self, client):
        post = make.post(slug="a-post", published_at=make.moment(2023, 3))
        response = client.get("/2024/05/a-post/card.png?v=1")
        assert response.status_code == 301
        assert response["Location"] == "/2023/03/a-post/card.png?v=1"
        assert client.get(get_card_url(post)).status_code == 200

    def test_card_of_current_version_is_cached_forever(self, client):
        quotation = make.post(make.quotation()).pullquotes.get()
        for_ever, an_hour = "max-age=31536000, public, immutable", "max-age=3600, public"
        for address, saved in (
            (get_card_url(quotation), for_ever),
            (f"/quotes/{quotation.pk}/card.png", an_hour),
            (f"/quotes/{quotation.pk}/card.png?v=old", an_hour),
        ):
            response = client.get(address)
            assert set(response["Cache-Control"].split(", ")) == set(saved.split(", "))
            again = client.get(address, headers={"If-None-Match": response["ETag"]})
            assert again.status_code == 304

    def test_page_card_has_no_byline(self, client):
        page = make.page(title="About", slug="about")
        assert client.get("/about/card.png").status_code == 200
        (page,) = read(Post.all_objects.filter(pk=page.pk), PostPage)
        assert get_card_url(page).startswith("/about/card.png?v=")
        assert get_card_url_and_alt(page)[1] == "About"

    def test_changed_quotation_has_new_card_url_and_image(self, client):
        post = make.post(make.quotation("“Before.”"))
        quotation = post.pullquotes.get()
        before = client.get(get_card_url(quotation))
        PullQuote.objects.filter(pk=quotation.pk).update(text="“After.”", html="“After.”")
        quotation.refresh_from_db()
        after = client.get(get_card_url(quotation))
        assert get_card_url(quotation) != before.wsgi_request.get_full_path()
        assert after["ETag"] != before["ETag"]
        assert after.content != before.content
        folder = settings.MEDIA_ROOT / "cards" / "quotations" / f"{quotation.pk % 1000:03d}"
        assert len(list(folder.glob(f"{quotation.pk}-*"))) == 1

    def test_card_is_drawn_once(self, client, monkeypatch):
        quotation = make.post(make.quotation("“Once.”")).pullquotes.get()
        first = client.get(get_card_url(quotation)).content
        monkeypatch.setattr(drawing, "draw", lambda *_: pytest.fail("drawn again"))
        assert client.get(get_card_url(quotation)).content == first

    def test_card_query_count(self, client, django_assert_num_queries):
        author = make.user("Author")
        figure = make.figure(make.photo(author))
        post = make.post(
            figure + make.quotation("“A.”", source_name="S", speaker_name="T"), authors=(author,)
        )
        quotation = post.pullquotes.get()
        with django_assert_num_queries(2):
            client.get(f"/quotes/{quotation.pk}/card.png")
        with django_assert_num_queries(3):
            client.get(f"{post.get_absolute_url()}card.png")

    def test_card_is_served_without_writable_storage(self, client, tmp_path, settings):
        (tmp_path / "cards").write_text("no folder")
        settings.MEDIA_ROOT = tmp_path
        quotation = make.post(make.quotation()).pullquotes.get()
        assert client.get(f"/quotes/{quotation.pk}/card.png").status_code == 200


@pytest.mark.django_db
class TestPictures:
    def post(self, **fields) -> tuple[PostPage, Photo]:
        author = make.user("Author", byline="Ada Moor")
        photo = make.photo(author, alt="A field", **fields)
        created = make.post(
            make.figure(photo, caption="Here"),
            authors=(author,),
            title="Low water",
            published_at=make.moment(2023, 3, 22),
        )
        return read(Post.objects.filter(pk=created.pk), PostPage)[0], photo

    @pytest.mark.slow
    def test_picture_is_on_the_far_side_with_its_credit(self, client, monkeypatch):
        post, photo = self.post(credit="Agency/Someone")
        with Image.open(photo.image.path) as stored:
            colour = stored.getpixel((0, 0))
        image = picture_of(client.get(get_card_url(post)).content)
        assert image.getpixel((1000, 300)) == colour
        assert image.getpixel((100, 100)) == PAPER
        assert "Agency/Someone" in written(build_post_card(post), monkeypatch, photo)

    @pytest.mark.slow
    def test_picture_is_cropped_around_its_focal_point(self, client):
        post, photo = self.post()
        grain = Image.effect_noise((photo.width, photo.height), 20)  # Else it is a graphic.
        halves = Image.merge("RGB", (grain.point(lambda _: 0), *[grain.point(lambda _: 0)] * 2))
        for half, channel in enumerate((2, 1)):
            bands = list(halves.split())
            side = (half * photo.width // 2, 0, (half + 1) * photo.width // 2, photo.height)
            bands[channel].paste(grain.point(lambda value: 192 + value % 64).crop(side), side)
            halves = Image.merge("RGB", bands)
        halves.save(photo.image.path)
        for focus, seen in ((0, 2), (100, 1)):
            Photo.objects.filter(pk=photo.pk).update(focus_x=focus)
            image = picture_of(client.get(f"{post.get_absolute_url()}card.png").content)
            # The grain is 192 or more there and 0 elsewhere; resizing may take a little off.
            assert image.getpixel((900, 300))[seen] > 128
            assert image.getpixel((1180, 300))[seen] > 128

    @pytest.mark.slow
    @pytest.mark.parametrize("size", [(1600, 900), (500, 1400), (1600, 300)])
    @pytest.mark.parametrize("language", ["en", "ar"])
    def test_card_of_graphic_shows_all_four_corners(self, size, language, client):
        """A chart has its title at the edge, which a crop around the centre would cut off."""
        post, photo = self.post(credit="Graphic: Someone with quite a long name, of an agency")
        chart = Image.new("RGB", size, "#f4f1ea")
        pen = ImageDraw.Draw(chart)
        colours = [(200, 0, 0), (0, 160, 0), (0, 0, 200), (160, 0, 160)]
        edge = min(size) // 4
        places = [(x, y) for x in (0, size[0] - edge) for y in (0, size[1] - edge)]
        for (x, y), colour in zip(places, colours, strict=True):
            pen.rectangle((x, y, x + edge - 1, y + edge - 1), fill=colour)
        chart.save(photo.image.path)
        Photo.objects.filter(pk=photo.pk).update(width=size[0], height=size[1])
        Post.objects.filter(pk=post.pk).update(language=language)
        image = picture_of(client.get(f"{post.get_absolute_url()}card.png").content)
        seen = {colour for _count, colour in image.getcolors(1 << 20)}
        assert all(any(_near(colour, other) for other in seen) for colour in colours)

    def test_picture_without_room_for_credit_is_left_out(self, client, monkeypatch):
        post, photo = self.post(credit="新华社")
        image = picture_of(client.get(get_card_url(post)).content)
        assert image.getpixel((1000, 300)) == PAPER

    def test_picture_with_missing_file_is_left_out(self, client):
        post, photo = self.post()
        Path(photo.image.path).unlink()
        assert client.get(get_card_url(post)).status_code == 200

    def test_alternative_text_describes_the_card(self):
        post, _photo = self.post(credit="Agency/Someone")
        spoken = "Low water — By Ada Moor — March 22, 2023 — A field — Agency/Someone"
        assert get_card_url_and_alt(post)[1] == spoken
        quotation = make.post(
            make.quotation("« Oui. »", attribution="A line", source_name="Paper", lang="fr",
                           speaker_name="Anne", said="2023-03", translation="Yes.")
        ).pullquotes.get()  # fmt: skip
        assert (
            get_card_url_and_alt(quotation)[1]
            == "« Oui. » — Yes. — Anne, A line, Paper, March 2023"
        )
        bare = make.post(make.quotation("“Words.”")).pullquotes.get()
        assert get_card_url_and_alt(bare)[1] == "“Words.”"


def _near(colour: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(one - two) < 24 for one, two in zip(colour, other, strict=True))


def test_concurrent_requests_draw_a_card_once(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    drawn, begin, values = [], threading.Barrier(8), []

    def draw() -> bytes:
        drawn.append(date.min)
        return b"card"

    def ask() -> None:
        begin.wait()
        values.append(cache.load_or_draw("quotations", 12, "ab" * 10, draw))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert values == [b"card"] * 8
    assert len(drawn) == 1
