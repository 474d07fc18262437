"""The names of licences in credits."""

import pytest

from blog.common.licences import licence_name

CC = "creativecommons.org"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        (f"https://{CC}/licenses/by/4.0/", "CC BY 4.0"),
        (f"http://{CC}/licenses/by/4.0", "CC BY 4.0"),
        (f"https://www.{CC}/licenses/by-sa/3.0/de/", "CC BY-SA 3.0 DE"),
        (f"https://{CC}/licenses/by-nc-nd/2.5/scotland/", CC),
        (f"https://{CC}/licenses/by-sa/3.0/igo/deed.fr", "CC BY-SA 3.0 IGO"),
        (f"https://{CC}/licenses/by-sa/4.0/deed.zh-hans", "CC BY-SA 4.0"),
        (f"https://{CC}/licenses/by/4.0/legalcode.txt", "CC BY 4.0"),
        (f"https://{CC}/licenses/by/4.0/deed.pt_BR?ref=a#b", "CC BY 4.0"),
        (f"https://{CC}/licenses/BY-SA/2.0/", "CC BY-SA 2.0"),
        (f"https://{CC}/licenses/sa/1.0/", "CC SA 1.0"),
        (f"https://{CC}/publicdomain/zero/1.0/", "CC0 1.0"),
        (f"https://{CC}/publicdomain/mark/1.0/deed.es", "Public Domain"),
        (f"https://{CC}/licenses/nonsense/4.0/", CC),
        (f"https://{CC}/", CC),
        (f"https://{CC}.evil.example/licenses/by/4.0/", f"{CC}.evil.example"),
        (f"https://evil.example/{CC}/licenses/by/4.0/", "evil.example"),
        ("https://opendatacommons.org/licenses/odbl/1-0/", "ODbL 1.0"),
        ("https://opendatacommons.org/licenses/odbl/", "ODbL"),
        ("https://www.gnu.org/licenses/fdl-1.3.html", "GFDL 1.3"),
        ("http://gnu.org/licenses/fdl-1.3.en.html", "gnu.org"),
        ("https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/", "OGL 3.0"),
        ("https://agency.example/terms?id=<b>", "agency.example"),
        ("https://مثال.example/رخصة", "مثال.example"),
        ("https://www.example.org:8443/licence/", "example.org"),
        ("https://[", "https://["),
        ("", ""),
    ],
)
def test_licence_url_has_a_short_name_or_the_host(url, name):
    assert licence_name(url) == name
