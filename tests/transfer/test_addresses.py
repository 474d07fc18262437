import pytest

from transfer.addresses import normalize


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://old.example/2020/01/caf%C3%A9.html?m=1#c2", "/2020/01/café.html"),
        ("http://WWW.old.example/a/", "/a"),
        ("//old.example/a", "/a"),
        ("/a?utm_source=x&p=3", "/a"),
        ("https://old.example/?p=12&utm_source=x", "/?p=12"),
        ("https://old.example/index.php?page_id=2", "/?page_id=2"),
        ("https://old.example/", "/"),
        ("https://old.example", "/"),
        ("https://other.example/a", ""),
        ("mailto:ada@old.example", ""),
        ("a.html", ""),
        ("", ""),
        ("https://[broken/a", ""),
        ("/" + "x" * 1001, ""),
        ("/a%00b", ""),
        ("/a?" + "&" * 2000, "/a"),
    ],
)
def test_address_in_any_form_is_normalized(url, address):
    assert normalize(url, "https://old.example/") == address


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://old.example/blog/?p=12", "/?p=12"),
        ("https://old.example/blog", "/"),
        ("https://old.example/blog/post", "/blog/post"),
    ],
)
def test_address_of_blog_in_folder_is_normalized(url, address):
    assert normalize(url, "https://old.example/blog/") == address


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://ada.blogspot.co.uk/2012/05/a.html", "/2012/05/a.html"),
        ("https://www.ada.blogspot.de/", "/"),
        ("https://bob.blogspot.com/2012/05/a.html", ""),
    ],
)
def test_address_below_blogspot_of_any_country_is_that_of_blog(url, address):
    assert normalize(url, "https://ada.blogspot.com/") == address
