"""Blocks, quotations, figures and embeds in the text of posts."""

import json

import pytest

from tests.transfer.readers.wxr.conftest import build_item, compact, list_rows
from tests.transfer.stored_messages import compose_all
from transfer.items import ExportedPost


@pytest.mark.parametrize(("text", "expected"), list_rows("quotations.txt"))
def test_explicit_quotation_has_a_footer(convert, text, expected):
    assert compact(convert(text)) == compact(expected)


@pytest.mark.parametrize(("text", "expected"), list_rows("blocks.txt"))
def test_block_is_converted(convert, text, expected):
    assert compact(convert(text)) == compact(expected)


def test_blocks_without_html_are_noted(export):
    text = '<p>a</p><!-- wp:latest-posts {"n":5} /--><!-- wp:search /--><!-- wp:search /-->'
    post = export(build_item({"content:encoded": text})).post
    assert post.html == "<p>a</p>"
    assert compose_all(post.notes) == ("Blocks without text were left out: latest-posts, search.",)


def test_reusable_block_is_inlined(export):
    reused = build_item(
        {
            "wp:post_id": "30",
            "wp:post_type": "wp_block",
            "content:encoded": '<p>Reused.</p><!-- wp:block {"ref":30} /-->',
        }
    )
    text = '<!-- wp:block {"ref":30} /--><!-- wp:block {"ref":31} /-->'
    (post,) = export(build_item({"content:encoded": text}), reused).select(ExportedPost)
    assert post.html == "<p>Reused.</p>"
    assert compose_all(post.notes) == ("Blocks without text were left out: block.",)


def test_pattern_has_the_texts_and_pictures_of_its_use(export):
    pattern = (
        '<!-- wp:heading {"metadata":{"name":"Head"}} --><h2 class="x">Own</h2><!-- /wp:heading -->'
        '<!-- wp:image {"id":5,"metadata":{"name":"Shot"}} --><figure class="wp-block-image">'
        '<img src="own.jpg" alt="Own" class="wp-image-5"/></figure><!-- /wp:image -->'
        '<!-- wp:button {"metadata":{"name":"Go"}} --><div class="wp-block-button">'
        '<a href="/go">Own</a></div><!-- /wp:button -->'
        '<!-- wp:paragraph {"metadata":{"name":"Rest"}} --><p>Own.</p><!-- /wp:paragraph -->'
    )
    fields = {"wp:post_id": "30", "wp:post_type": "wp_block", "content:encoded": pattern}
    use = {
        "Head": {"content": "Tides <em>today</em>"},
        "Shot": {"url": "tide.jpg", "alt": "A tide", "id": 8},
        "Go": {"text": "Read on"},
        "Rest": "damaged",
    }
    text = f"<!-- wp:block {json.dumps({'ref': 30, 'content': use})} /-->"
    (post,) = export(build_item({"content:encoded": text}), build_item(fields)).select(ExportedPost)
    assert compact(post.html) == (
        '<h2 class="x">Tides <em>today</em></h2><figure class="wp-block-image">'
        '<img src="tide.jpg" alt="A tide" class="wp-image-8"></figure>'
        '<div class="wp-block-button"><a href="/go">Read on</a></div><p>Own.</p>'
    )


def test_part_within_a_part_of_a_pattern_goes_with_it(export):
    pattern = (
        '<!-- wp:a {"metadata":{"name":"A"}} --><h2>one <!-- wp:b {"metadata":{"name":"B"}} -->'
        "<a>two</a> three</h2><p>four</p>"
    )
    fields = {"wp:post_id": "30", "wp:post_type": "wp_block", "content:encoded": pattern}
    use = {"A": {"content": "All"}, "B": {"content": "Part"}}
    text = f"<!-- wp:block {json.dumps({'ref': 30, 'content': use})} /-->"
    (post,) = export(build_item({"content:encoded": text}), build_item(fields)).select(ExportedPost)
    assert compact(post.html) == "<h2>All</h2><p>four</p>"


def test_patterns_that_hold_others_many_times_end(export):
    items = [
        build_item(
            {
                "wp:post_id": f"3{number}",
                "wp:post_type": "wp_block",
                "content:encoded": f"<p>{'x' * 100}</p>"
                + f'<!-- wp:block {{"ref":3{number + 1}}} /-->' * 30,
            }
        )
        for number in range(5)
    ]
    text = '<p>a</p><!-- wp:block {"ref":30} /--><p>b</p>'
    (post,) = export(build_item({"content:encoded": text}), *items).select(ExportedPost)
    assert (post.html[:8], post.html[-8:]) == ("<p>a</p>", "<p>b</p>")
    assert len(post.html) < 5_000_000
    assert "Blocks without text were left out: block." in compose_all(post.notes)


def build_table(number: str, rows: object, **options: object) -> str:
    meta = {
        f"_tablepress_{key}": value if isinstance(value, str) else json.dumps(value)
        for key, value in options.items()
    }
    return build_item(
        {
            "wp:post_id": f"5{number}",
            "wp:post_type": "tablepress_table",
            "content:encoded": json.dumps(rows),
        },
        _tablepress_export_table_id=number,
        **meta,
    )


def test_table_of_tablepress_stands_where_a_post_shows_it(export):
    rows = [
        ["Port", "#colspan#", "Secret"],
        ["Vik", "4 <b>m</b>", ""],
        ["#rowspan#", "5 m\nat noon", ""],
        ["Hidden", "0", ""],
    ]
    visibility = {"rows": [1, 1, 1, 0], "columns": [1, 1, 0]}
    table = build_table("3", rows, table_options={"table_head": True}, table_visibility=visibility)
    text = (
        '<p>a</p><!-- wp:tablepress/table {"id":"3"} -->\n[table id=3 /]\n'
        "<!-- /wp:tablepress/table -->"
    )
    (post,) = export(build_item({"content:encoded": text}), table).select(ExportedPost)
    assert compact(post.html) == (
        '<p>a</p><table><tr><th colspan="2">Port</th></tr>'
        '<tr><td rowspan="2">Vik</td><td>4 <b>m</b></td></tr>'
        "<tr><td>5 m<br>at noon</td></tr></table>"
    )
    assert not post.notes


def test_table_that_is_shown_many_times_is_limited(export):
    table = build_table("3", [["x" * 1_000_000]])
    text = "[table id=3 /]\n\n" * 5
    (post,) = export(build_item({"content:encoded": text}), table).select(ExportedPost)
    assert post.html.count("<table>") == 3
    assert post.html.count("[table id=3 /]") == 2


@pytest.mark.parametrize("shortcode", ["[table id=3]", "[table id=3][/table]", "[TABLE ID=3 /]"])
def test_table_without_a_value_has_an_empty_cell(export, shortcode):
    table = build_table("3", [["a", None]])
    (post,) = export(build_item({"content:encoded": shortcode}), table).select(ExportedPost)
    assert compact(post.html) == "<table><tr><td>a</td><td></td></tr></table>"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("[]", "[table id=3 /]"),
        ("{", "[table id=3 /]"),
        ('[["a"]]', "[table id=4 /]"),
        ('[["a"]]', "[table]a,b[/table]"),
    ],
)
def test_table_that_is_not_in_the_export_stays_text(export, content, text):
    table = build_table("3", []).replace(
        "<content:encoded><![CDATA[[]", f"<content:encoded><![CDATA[{content}"
    )
    (post,) = export(build_item({"content:encoded": text}), table).select(ExportedPost)
    assert post.html == f"<p>{text}</p>"


def test_footnotes_of_blocks_stand_at_their_places(convert):
    text = (
        "<!-- wp:paragraph -->"
        '<p>So<sup data-fn="f1" class="fn"><a href="#f1">1</a></sup> it is.</p>'
        "<!-- /wp:paragraph --><!-- wp:footnotes /-->"
    )
    html = convert(text, footnotes='[{"id":"f1","content":"See <em>it</em>."}]')
    assert html == '<p>So<small data-footnote="">See <em>it</em>.</small> it is.</p>'
    assert "<sup" in convert(text, footnotes="{broken")


@pytest.mark.parametrize(("text", "expected"), list_rows("older_markup.txt"))
def test_older_markup_is_given_one_form(convert, text, expected):
    assert compact(convert(text)) == compact(expected)


def test_link_of_a_captioned_picture_to_a_page_is_noted(export):
    text = '[caption width="9"]<a href="https://x.example/"><img src="a.jpg" /></a> Ada[/caption]'
    post = export(build_item({"content:encoded": text})).post
    assert "<a " not in post.html
    assert compose_all(post.notes) == ("Pictures were linked to: https://x.example/.",)


@pytest.mark.parametrize(
    "text",
    [
        "<div>",
        "<blockquote><cite>",
        "<!-- wp:group -->",
        "<p><img src=a>",
        "<!-- wp:x {",
        "<pre",
        '<pre lang="a">',
    ],
)
def test_hostile_markup_keeps_its_text(convert, text):
    assert "text" in convert(text * 2_000 + ">text")


ELEMENTOR = [
    {"elType": "section", "elements": [
        {"widgetType": "heading", "settings": {"title": "Title"}},
        {"widgetType": "text-editor", "settings": {"editor": "<p>Text</p>", "link": "none"}},
        {"widgetType": "image", "settings": {"image": {"id": 7, "url": "https://x.example/a.jpg"},
            "caption": "Ada"}},
        {"widgetType": "blockquote", "settings": {"blockquote_content": "Words.",
            "author_name": "Ada <1>"}},
        {"widgetType": "accordion", "settings": {"tabs": [{"tab_title": "Q", "tab_content": "A"}]}},
        {"widgetType": "button", "settings": {"text": "Go", "link": {"url": "https://x.example"}}},
        {"widgetType": "image-gallery", "settings": {"wp_gallery": [
            {"id": 8, "url": "https://x.example/b.jpg"}]}},
        {"widgetType": "video", "settings": {"youtube_url": "https://youtu.be/x"}},
    ]}
]  # fmt: skip


def test_widgets_of_elementor_stand_for_a_text_that_is_missing(convert):
    data = json.dumps(ELEMENTOR)
    assert compact(convert("", _elementor_data=data)) == (
        "<h3>Title</h3><p>Text</p>"
        '<figure><img src="https://x.example/a.jpg" alt><figcaption>Ada</figcaption></figure>'
        "<blockquote><p>Words.</p><footer>Ada &lt;1&gt;</footer></blockquote>"
        '<h3>Q</h3><p>A</p><p><a href="https://x.example">Go</a></p>'
        '<figure><img src="https://x.example/b.jpg" alt></figure>'
        '<figure data-embed="https://youtu.be/x"></figure>'
    )
    assert convert("Text", _elementor_data=data) == "<p>Text</p>"


@pytest.mark.parametrize("data", ["{", "7", '{"a": 1}', "[[]]", '[{"elements": 1}]', "[null]"])
def test_malformed_data_of_elementor_is_no_text(convert, data):
    assert convert("", _elementor_data=data) == ""
