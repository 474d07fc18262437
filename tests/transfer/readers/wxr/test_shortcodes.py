"""Shortcodes: known ones, and what only looks like one."""

import pytest

from tests.transfer.readers.wxr.conftest import build_item, compact, list_rows
from tests.transfer.stored_messages import compose_all

FILES = {"wp:post_type": "attachment", "wp:status": "inherit", "excerpt:encoded": ""}
PICTURES = [
    build_item(
        {
            **FILES,
            "wp:post_id": str(number),
            "wp:post_parent": "7",
            "wp:menu_order": str(20 - number),
            "content:encoded": "",
            "excerpt:encoded": caption,
            "wp:attachment_url": f"https://blog.example/u/{name}",
        },
        _wp_attachment_image_alt=f"alt {number}",
    )
    for number, name, caption in [
        (11, "a.jpg", "First & best"),
        (12, "b.jpg", ""),
        (13, "c.mp3", ""),
    ]
]
A = (
    '<figure><img src="https://blog.example/u/a.jpg" alt="alt 11" class="wp-image-11">'
    "<figcaption>First &amp; best</figcaption></figure>"
)
B = '<figure><img src="https://blog.example/u/b.jpg" alt="alt 12" class="wp-image-12"></figure>'


@pytest.mark.parametrize(
    "text",
    [
        "a [formidable] storm", "the [products]",
        "He said [sic] so.", "[...]", "[…]", "[9/11]", "[1]", "[a]", "[emphasis added]", "[the]",
        "[code]", "[quote]", "[caption]", "[embed]", "[audio]", "[video]", "[/gallery]",
        "[galleryfoo]", "[youtube]", "[ref]", "[source: Reuters]", "[php]", "[x](https://a.example)",
        "[name=value]",
    ],
)  # fmt: skip
def test_text_in_brackets_stays_text(export, text):
    post = export(build_item({"content:encoded": text})).post
    assert post.html == f"<p>{text}</p>"
    assert post.notes == ()


@pytest.mark.parametrize(
    "text",
    [
        '[river_gauge id="1" title="Level"]',
        "[learn_more link=&quot;https://a.example&quot;]Go[/learn_more]",
    ],
)
def test_unknown_shortcode_stays_text_and_is_noted(export, text):
    post = export(build_item({"content:encoded": text})).post
    assert post.html == f"<p>{text}</p>"
    (note,) = compose_all(post.notes)
    assert note.startswith(f"Unknown shortcodes stay in the text: {text.partition(' ')[0]}]")


@pytest.mark.parametrize(("text", "expected"), list_rows("shortcodes.txt"))
def test_known_shortcode_is_replaced(convert, text, expected):
    assert compact(convert(text, *PICTURES)) == compact(expected)


def test_pictures_that_the_export_lacks_are_noted(export):
    post = export(build_item({"content:encoded": '[gallery ids="11,99"]'}), *PICTURES[:1]).post
    assert post.html.replace(">\n", ">") == f"<div data-gallery>{A}</div>"
    assert compose_all(post.notes) == (
        "The export lacks pictures or files that the text shows: 99.",
    )


@pytest.mark.parametrize(
    ("text", "missing"), [("[gallery]", "gallery"), ('[gallery ids="98,99"]', "98, 99")]
)
def test_gallery_without_pictures_is_noted(export, text, missing):
    post = export(build_item({"content:encoded": text})).post
    assert post.html == ""
    assert compose_all(post.notes) == (
        f"The export lacks pictures or files that the text shows: {missing}.",
    )


@pytest.mark.parametrize(("text", "expected"), list_rows("embeds.txt"))
def test_address_alone_in_its_line_is_an_embed(convert, text, expected):
    assert compact(convert(text)) == compact(expected)


@pytest.mark.parametrize(("text", "expected"), list_rows("page_builders.txt"))
def test_page_builder_leaves_its_words(convert, text, expected):
    assert compact(convert(text, *PICTURES)) == compact(expected)


@pytest.mark.parametrize(
    "text",
    [
        *('[caption "' * 3_000, "[caption]" * 3_000, "[" * 20_000, "[quote]a" * 2_000),
        *("[x a='" * 3_000, "[cc_x]a" * 20_000),
        "[fusion_imageframe]" + " " * 20_000 + "[/fusion_imageframe",
    ],
)
def test_hostile_brackets_stay_text(convert, text):
    assert "[" in convert(text)


@pytest.mark.parametrize(
    "text",
    [
        '[contact-form-7 id="1" title="Write"]',
        '[contact-form to="a@b.example"][contact-field label="Name" type="name"/][/contact-form]',
        "[toc]",
        "[nggallery id=3]",
    ],
)
def test_shortcode_of_a_form_or_list_is_left_out_and_noted(export, text):
    post = export(build_item({"content:encoded": f"One.\n\n{text}\n\nTwo."})).post
    assert compact(post.html) == "<p>One.</p><p>Two.</p>"
    (note,) = compose_all(post.notes)
    assert note.startswith("Blocks without text were left out: [")
