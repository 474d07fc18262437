"""`make lint`: all that reads the code without running its tests."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]
# As a careful site would set it, so that the checks for deployment have nothing to say.
PRODUCTION = {
    "DEBUG": "0",
    "SITE_URL": "https://blog.example.org",
    "EMAIL_URL": "smtps://mail.example.org",
    "HSTS_SUBDOMAINS": "1",
    "HSTS_PRELOAD": "1",
}


def templates() -> list[str]:
    """Django's; those in templates/public are Jinja2's."""
    files = (ROOT / "templates").rglob("*.html")
    public = ROOT / "templates" / "public"
    return [str(file.relative_to(ROOT)) for file in files if public not in file.parents]


def main() -> int:
    steps: list[tuple[str, list[str], dict[str, str]]] = [
        ("Style", [str(BIN / "ruff"), "check", "--quiet", "."], {}),
        ("Names", [sys.executable, "scripts/banned_names.py"], {}),
        ("Format", [str(BIN / "ruff"), "format", "--quiet", "--check", "."], {}),
        ("Types", [str(BIN / "mypy"), "--no-error-summary", "."], {}),
        ("Templates", [str(BIN / "djade"), "--check", *templates()], {}),
        ("Layers", [str(BIN / "lint-imports"), "--no-logo"], {}),
        ("Migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"], {}),
        ("Links", [sys.executable, "scripts/markdown_links.py"], {}),
        ("Locks", [sys.executable, "scripts/migration_locks.py"], {}),
        (
            "Deployment",
            [*MANAGE, "check", "--deploy", "--fail-level=WARNING", "--database=default"],
            PRODUCTION,
        ),
    ]
    failed = []
    for name, command, settings in steps:
        print(f"{name} …", flush=True)
        result = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if result.returncode:
            print(result.stdout, end="", flush=True)
            failed.append(name)
    if failed:
        print(f"pullquote: not clean: {', '.join(failed)}; see above.", file=sys.stderr)
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
