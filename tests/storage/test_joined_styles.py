"""Style sheets of the desk that are served as one."""

from pathlib import Path

from django.contrib.staticfiles import finders

from storage.joined_styles import JOINED


def test_joined_style_sheets_are_found_without_comments() -> None:
    for name, sources in JOINED.items():
        css = Path(finders.find(name)).read_text()
        assert "/*" not in css
        assert "\n " not in css
        for source in sources:
            text = Path(finders.find(f"{source}.css")).read_text()
            selectors = [line.strip() for line in text.splitlines() if line.endswith("{")]
            assert selectors
            assert all(selector in css for selector in selectors), (name, source)
