"""The text of PDF files: lines, paragraphs, divided words, pages, and hostile files."""

import resource
import zlib
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from blog.evidence import page_reader
from blog.evidence.page_text import PageText, UnreadableError, read_page
from blog.evidence.pdf import reader as pdf_reader
from blog.evidence.verdict import judge
from tests.support.pdf_files import Text, build_file, build_pdf, build_stream, draw, draw_lines

WORDS = "We will rebuild the bridge before the end of the year, whatever it costs."
PARAGRAPH = [
    "The harbour authority said that the work on the eastern quay would take longer",
    "than the town had expected, because the foundations were older than the plans",
    "that it had been shown. We will rebuild the bridge before the end of the year,",
    "whatever it costs.",
]


def read(*pages: list[Text], **parts: bytes) -> PageText:
    return read_page(build_pdf([draw(*texts) for texts in pages], **parts))


def list_text(page: PageText) -> list[str]:
    """Return the lines that are part of the text."""
    lines, position = [], 0
    for line in page.text.split("\n"):
        if page.main_text[position : position + len(line)].strip():
            lines.append(line)
        position += len(line) + 1
    return lines


def test_lines_of_a_paragraph_are_one_line():
    page = read(draw_lines(["The quay", "", *PARAGRAPH, "", "A second paragraph follows it."]))
    assert page.text.split("\n") == [
        *("The quay", " ".join(PARAGRAPH), "A second paragraph follows it.")
    ]
    assert judge(WORDS, page).kind == "same"


def test_indented_first_lines_begin_paragraphs():
    texts = draw_lines([*PARAGRAPH, *PARAGRAPH])
    texts[0] = Text(PARAGRAPH[0], 80, texts[0].y)
    texts[4] = Text(PARAGRAPH[0], 80, texts[4].y)
    assert read(texts).text.split("\n") == [" ".join(PARAGRAPH)] * 2


def test_items_of_a_list_are_lines():
    items = ["1. Rebuild the bridge.", "2. Mend the quay.", "(a) Tell everybody."]
    assert read(draw_lines(items)).text.split("\n") == items


@pytest.mark.parametrize(
    ("first", "second", "rest", "expected"),
    [
        # The same word shows it.
        ("the recon-", "struction of it", "A reconstruction is slow.", "reconstruction of it"),
        ("a well-", "known man", "He is well-known there.", "well-known man"),
        # A file that divides no words.
        ("the recon-", "struction of it", "", "recon-struction of it"),
        ("a self-", "made man", "", "self-made man"),
        ("the Coca-", "Cola company", "", "Coca-Cola company"),
        ("from 1914-", "18 on", "", "1914-18 on"),
        ("a state-of-", "the-art plan", "", "state-of-the-art plan"),
        ("it says -", "and means it", "", "says - and means"),
    ],
)
def test_hyphen_at_the_end_of_a_line_stays_unless_it_divides_a_word(first, second, rest, expected):
    page = read(draw_lines([f"{PARAGRAPH[0]} and {first}", f"{second} {PARAGRAPH[1]}", "", rest]))
    assert expected in page.text


def test_file_that_divides_words_divides_unknown_ones_but_no_compounds():
    divided = ["of the recon-", "struction and the muni-", "cipality of these foun-"]
    compounds = ["dations in a long-", "standing case with a bridge-", "building effort."]
    page = read(draw_lines([*divided, *compounds]))
    assert page.text == (
        "of the reconstruction and the municipality of these foundations in a long-standing case "
        "with a bridge-building effort."
    )


@pytest.mark.parametrize("quotation", ["recon-struction of the quay", "reconstruction of the quay"])
def test_quotation_stands_with_or_without_a_doubtful_hyphen(quotation):
    page = read(draw_lines([f"{PARAGRAPH[0]}, and the recon-", "struction of the quay is slow."]))
    assert judge(f"the {quotation} is slow", page).kind in ("same", "typographic")


def test_hyphen_within_a_line_is_no_doubtful_one():
    page = read(draw_lines(["The well-known recon-struction of the quay is slow."]))
    assert judge("The wellknown recon-struction of the quay", page).kind == "changed"


def test_repeated_lines_and_page_numbers_are_beside_the_text():
    names = ("Anne", "Bo", "Cleo", "Dan")
    pages = [
        [
            Text("Annual report 2021", y=790, size=9),
            *draw_lines(
                [f"{word} {line}" for line in PARAGRAPH for word in (names[number], "and")]
            ),
            Text(f"Page {number + 1} of 4", 280, 20, 9),
        ]
        for number in range(4)
    ]
    text = list_text(read(*pages))
    assert not [line for line in text if line.startswith(("Annual", "Page"))]
    assert all(name in " ".join(text) for name in names)


def test_sentence_across_a_page_with_notes_and_headers_is_one_line():
    first = [
        Text("The report", y=790, size=9),
        *draw_lines(PARAGRAPH[:2]),
        Text("1 A note at the foot of the page, which is set in small letters.", y=60, size=8),
    ]
    second = [Text("The report", y=790, size=9), *draw_lines(PARAGRAPH[2:])]
    page = read(first, second)
    assert " ".join(PARAGRAPH) in page.text.split("\n")
    assert judge(" ".join(PARAGRAPH), page).kind == "same"
    assert [label for _, label in page.page_starts] == ["1", "2", "1", "2"]
    start = page.text.index(PARAGRAPH[2])
    assert (start, "2") in page.page_starts


def test_word_that_a_page_divides_is_one_word():
    page = read(
        draw_lines([PARAGRAPH[0], "because of the reconstruction, which is a recon-"]),
        draw_lines(["struction like any other."]),
    )
    assert "is a reconstruction like any other." in page.text


def test_columns_that_are_drawn_row_by_row_are_read_one_by_one():
    left = ["The harbour authority said that the", "work on the eastern quay would take", "longer"]
    right = [
        "Nobody knows what the bridge may",
        "cost, and nobody has asked so far in",
        "this town",
    ]
    rows = [
        text
        for number in range(9)
        for text in (
            Text(left[number % 3], 60, 700 - 14 * number),
            Text(right[number % 3], 320, 700 - 14 * number),
        )
    ]
    page = read([Text("A heading across both of the columns", y=740, size=16), *rows])
    assert page.text.index("longer") < page.text.index("Nobody knows")
    assert judge("said that the work on the eastern quay would take longer", page).kind == "same"


def test_columns_that_are_drawn_one_by_one_are_read_so():
    left = draw_lines(PARAGRAPH[:2])
    right = draw_lines(PARAGRAPH[2:], x=520)
    assert read(left + right).text == " ".join(PARAGRAPH)


def test_cells_of_a_table_are_read_by_rows():
    rows = [
        text
        for number in range(6)
        for text in (
            Text("Income", 60, 700 - 40 * number),
            Text(f"1{number}.5", 300, 700 - 40 * number),
        )
    ]
    assert read(rows).text.split("\n") == [f"Income 1{number}.5" for number in range(6)]


def test_raised_numbers_are_marks_of_notes():
    content = b"BT /F 11 Tf 60 700 Td (It costs much.) Tj /F 6 Tf 4 Ts (12) Tj ET"
    page = read_page(build_pdf([content]))
    assert (page.text, page.main_text.strip()) == ("It costs much.¹²", "It costs much.")


def test_letters_that_are_drawn_twice_are_read_once():
    assert read([Text("The quay"), Text("The quay", 60.2), *draw_lines(PARAGRAPH, top=700)]).text[
        :12
    ] == ("The quay\nThe")


def test_spaces_are_read_from_the_distance_of_letters():
    content = (
        b"BT /F 11 Tf 60 700 Td [(We) -300 (will) -300 (reb) 20 (uild the) -320 (bridge.)] TJ ET"
    )
    assert read_page(build_pdf([content])).text == "We will rebuild the bridge."


def test_text_that_a_span_stands_for_is_read_instead_of_its_letters():
    content = draw(Text("of the recon")).replace(
        b"(of the recon) Tj",
        b"(of the recon) Tj /Span << /ActualText <FEFF00AD> >> BDC (-) Tj EMC",
    )
    page = read_page(build_pdf([content + draw(Text("struction.", y=746))]))
    assert page.text == "of the reconstruction."


def test_artifacts_are_beside_the_text():
    content = (
        b"/Artifact BMC " + draw(Text("DRAFT", y=400)) + b" EMC " + draw(*draw_lines(PARAGRAPH))
    )
    assert list_text(read_page(build_pdf([content]))) == [" ".join(PARAGRAPH)]


def test_turned_pages_and_forms_are_read():
    turned = b"0 1 -1 0 600 0 cm " + draw(*draw_lines(PARAGRAPH))
    form = build_stream(
        draw(Text("A form says this.")), b"/Type /XObject /Subtype /Form /BBox [0 0 600 800]"
    )
    content = turned + b" /X Do"
    page = read_page(build_pdf([content], resources=b"/XObject << /X 5 0 R >>", more=[form]))
    assert page.text.split("\n") == [" ".join(PARAGRAPH), "A form says this."]


def test_damaged_form_hides_nothing_else():
    damaged = build_stream(b"no deflated bytes", b"/Subtype /Form /Filter /FlateDecode")
    form = build_stream(
        b"/Artifact BMC " + draw(Text("A form says this.", y=600)), b"/Subtype /Form"
    )
    content = b"/X Do /Y Do " + draw(*draw_lines(PARAGRAPH))
    page = read_page(
        build_pdf([content], resources=b"/XObject << /X 5 0 R /Y 6 0 R >>", more=[damaged, form])
    )
    assert list_text(page) == [" ".join(PARAGRAPH)]
    assert "A form says this." in page.text


def test_labels_of_pages_are_those_of_the_file():
    labels = b"/PageLabels << /Nums [0 << /S /r >> 2 << /S /D /St 1 >>] >>"
    page = read(*[draw_lines(PARAGRAPH)] * 4, catalogue=labels)
    assert [label for _, label in page.page_starts] == ["i", "ii", "1", "2"]


@pytest.mark.parametrize("labels", [b"/PageLabels 7", b"/PageLabels << /Nums 3 >>"])
def test_damaged_labels_are_replaced_by_numbers(labels):
    page = read(*[draw_lines(PARAGRAPH)] * 2, catalogue=labels)
    assert [label for _, label in page.page_starts] == ["1", "2"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (b"The report of the harbour", "The report of the harbour"),
        (b"Microsoft Word - foo.doc", "The harbour"),
        (b"foo_final_v3.indd", "The harbour"),
        (b"untitled", "The harbour"),
        (b"Press release template", "The harbour"),
        (b"", "The harbour"),
    ],
)
def test_title_is_that_of_the_file_if_its_text_confirms_it(title, expected):
    heading = [Text("The harbour", y=780, size=20)]
    page = read(heading + draw_lines(PARAGRAPH), info=b"/Title (%b)" % title)
    assert page.title == expected


@pytest.mark.parametrize(
    ("author", "day", "byline", "date"),
    [
        (b"Anne Ahn", b"D:20210304120000Z", "Anne Ahn", "2021-03-04"),
        (b"aahn", b"D:20230304", "", ""),
        (b"Somebody Else", b"D:19000101", "", ""),
        (b"", b"yesterday", "", ""),
    ],
)
def test_author_and_date_are_those_of_the_file_if_its_text_confirms_them(author, day, byline, date):
    info = b"/Author (%b) /CreationDate (%b)" % (author, day)
    page = read(draw_lines(["By Anne Ahn, March 2021", "", *PARAGRAPH]), info=info)
    assert (page.byline, page.date) == (byline, date)


# Files without text


def encrypt(password: str) -> bytes:
    writer, target = PdfWriter(), BytesIO()
    writer.append(PdfReader(BytesIO(build_pdf([draw(*draw_lines(PARAGRAPH))]))))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    writer.write(target)
    return target.getvalue()


def test_file_that_opens_without_a_password_is_read():
    assert read_page(encrypt("")).text == " ".join(PARAGRAPH)


PICTURE = build_stream(
    b"\0", b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /G"
)
GLYPHS = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts "
    b"[<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << >> >>] >>"
)
SCAN = build_pdf([b"/X Do"] * 2, resources=b"/XObject << /X 5 0 R >>", more=[PICTURE])
UNREADABLE = {
    "scan": (SCAN, "scan"),
    "empty": (build_pdf([b"0 0 1 1 re f"]), "scan"),
    "fonts": (build_pdf([b"BT /F 9 Tf <00410042> Tj ET"] * 9, font=GLYPHS), "fonts"),
    "encrypted": (encrypt("secret"), "encrypted"),
    "damaged": (b"%PDF-1.7 " + b"a" * 2000, ""),
    "without pages": (build_file([b"<< /Type /Catalog >>"]), ""),
    "too large": (b"%PDF-1.7" + b" " * 10_000_000, "large"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_file_without_text_says_why(name):
    content, reason = UNREADABLE[name]
    with pytest.raises(UnreadableError) as caught:
        read_page(content)
    assert caught.value.reason == reason


def test_scanned_pages_of_a_file_with_text_leave_missing_words_open():
    content = build_pdf(
        [draw(*draw_lines(PARAGRAPH)), b"/X Do"],
        resources=b"/XObject << /X 5 0 R >>",
        more=[PICTURE],
    )
    page = read_page(content)
    assert page.is_cut
    assert judge("Nobody has ever said anything like this.", page).kind == "unread"


def test_damaged_table_of_objects_is_rebuilt():
    content = build_pdf([draw(*draw_lines(PARAGRAPH))])
    damaged = content.replace(b"\nstartxref\n", b"\nstartxref\n1")
    assert read_page(damaged).text == " ".join(PARAGRAPH)


# Hostile files


def bomb(size: int) -> bytes:
    packed = zlib.compress(zlib.compress(b" " * size, 9), 9)
    return build_stream(packed, b"/Filter [/FlateDecode /FlateDecode]")


def build_loop() -> bytes:
    form = build_stream(
        b"/X Do /X Do " + draw(Text("Again and again it says so.")),
        b"/Type /XObject /Subtype /Form /Resources << /XObject << /X 5 0 R >> "
        b"/Font << /F 3 0 R >> >>",
    )
    return build_pdf([b"/X Do"], resources=b"/XObject << /X 5 0 R >>", more=[form])


def build_many_pages(count: int) -> bytes:
    kids = b"3 0 R " * count
    return build_file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count %d /Kids [%b] >>" % (count, kids),
            b"<< /Type /Page /Parent 2 0 R >>",
        ]
    )


def build_contents(stream: bytes) -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
    return build_file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            page,
            stream,
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
    )


SHOWN = draw(*draw_lines(PARAGRAPH)) + b"\n"
# Functions, because building all files takes a second whenever tests are collected.
HOSTILE = {
    "bomb": lambda: build_contents(bomb(30_000_000)),
    "large bomb": lambda: build_contents(bomb(200_000_000)),
    "forms within themselves": build_loop,
    "pages within themselves": lambda: build_file(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] >>"]
    ),
    "a million pages": lambda: build_many_pages(1_000_000),
    "19,000 pages": lambda: build_many_pages(19_000),
    "nested arrays": lambda: build_contents(build_stream(b"[" * 300_000)),
    "nested arrays in an object": lambda: build_file([b"[" * 100_000]),
    "nested dictionaries": lambda: build_file([b"<< /A " * 100_000]),
    "open strings": lambda: build_contents(build_stream(b"(" * 500_000)),
    "open strings with letters": lambda: build_contents(build_stream(b"(a" * 200_000)),
    "pairs in open strings": lambda: build_contents(build_stream(b"((a)" * 100_000)),
    "a number of digits": lambda: build_contents(build_stream(b"9" * 1_000_000)),
    "states": lambda: build_contents(build_stream(b"q " * 300_000 + SHOWN)),
    "letters one by one": lambda: build_contents(
        build_stream(b"BT /F 1 Tf " + b"(a) Tj " * 100_000)
    ),
    "lines one by one": lambda: build_contents(
        build_stream(b"BT /F 1 Tf " + b"(a) Tj 0 -2 Td " * 60_000)
    ),
    "lines up and down": lambda: build_contents(
        build_stream(b"BT /F 1 Tf " + b"(lines) Tj 9 2 Td (of) Tj -20 -1 Td " * 20_000)
    ),
    "pictures within": lambda: build_contents(build_stream(b"BI /W 1 ID a EI " * 50_000 + SHOWN)),
    "objects that name themselves": lambda: build_file([b"1 0 R", b"2 0 R"]),
    "no end": lambda: b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages",
    "markers": lambda: b"%PDF-1.7\n" + b"startxref\n0\n%%EOF\n" * 50_000,
    "objects": lambda: b"%PDF-1.7\n" + b"1 0 obj\n" * 100_000,
}


def get_children_cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_read_or_refused_within_the_limits_of_the_process(name, monkeypatch):
    content = HOSTILE[name]()
    monkeypatch.setattr(page_reader, "MAX_SECONDS", 30)
    cpu_start = get_children_cpu_seconds()
    try:
        page = page_reader.read(content, [WORDS])
    except page_reader.PageRefusedError:
        page = None
    assert page is None or len(page.text) <= 1_000_000
    assert get_children_cpu_seconds() - cpu_start < page_reader.MAX_CPU_SECONDS + 5


def test_time_for_contents_is_limited(monkeypatch):
    monkeypatch.setattr(pdf_reader, "MAX_CPU_SECONDS", -1)
    with pytest.raises(UnreadableError):
        read([Text(WORDS)])
