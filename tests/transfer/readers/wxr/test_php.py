"""PHP's serialize format, also broken and hostile."""

import pytest

from transfer.readers.wxr.php import MAX_BYTES, get_text, unserialize


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("N;", None),
        ("b:1;", True),
        ("b:0;", False),
        ("i:-12;", -12),
        ("d:7.5;", 7.5),
        ("d:1.0E+25;", 1e25),
        ('s:0:"";', ""),
        ('s:6:"Fête!";', "Fête!"),
        ('s:5:"a";b;";', 'a";b;'),
        ("a:0:{}", {}),
        ('a:2:{i:0;s:1:"a";i:1;a:1:{s:1:"k";b:1;}}', {0: "a", 1: {"k": True}}),
        ('O:8:"stdClass":1:{s:1:"a";i:1;}', {"a": 1}),
        ('a:1:{s:1:"a";R:1;}', {"a": None}),
        (' a:1:{s:1:"a";i:1;}\n', {"a": 1}),
        # The address was replaced without the length before it.
        ('a:1:{s:3:"url";s:9:"https://new.example/a.jpg";}', {"url": "https://new.example/a.jpg"}),
        ('a:5:{s:1:"a";i:1;}', {"a": 1}),
    ],
)
def test_value_is_parsed(text, value):
    assert unserialize(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "text",
        "i:x;",
        "d:;",
        's:5:"abc',
        's:999999999:"a',
        "s:3:abc;",
        "a:1:{",
        "a:999999999:{",
        "a:1:{a:0:{}i:1;}",
        "a:1:{N;i:1;}",
        'C:3:"Foo":3:{abc}',
        "a:1:{i:0;" * 200,
        "a:1:{i:0;" * 30 + "N;" + "}" * 30,
        "x" * (MAX_BYTES + 1),
        "i:" + "9" * 5000 + ";",
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError):
        unserialize(text)


def test_text_at_a_path():
    value = unserialize('a:1:{s:10:"image_meta";a:1:{s:6:"credit";s:5:" Ada ";}}')
    assert get_text(value, "image_meta", "credit") == "Ada"
    assert get_text(value, "image_meta", "credit", "more") == ""
    assert get_text(value, "missing") == ""
    assert get_text(None, "image_meta") == ""
