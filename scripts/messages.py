"""`make messages`: collect messages into locale/, and compile the catalogues.

Needs GNU gettext. The compiled catalogues are committed, so running the project does
not need it.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("ar", "de", "es", "fr", "ru")
# Messages are written in British English. The American catalogue has only the messages that differ,
# and is edited by hand; Australian and British ones only differ in date formats.
AMERICAN, BRITISH = "en", ("en_AU", "en_GB")
DOMAINS = ("django", "djangojs")  # Python and templates; JavaScript.
IGNORED_FOLDERS = (
    *(".venv", "var", "media", "staticfiles", "tests", "scripts"),
    *("node_modules", "vendor"),
)


def collect(root: Path) -> None:
    """Bring the catalogues below `root` up to date with the code."""
    command = [
        sys.executable,
        str(root / "manage.py"),
        "makemessages",
        "--no-wrap",
        "--no-obsolete",
    ]
    command += ["--add-location=file", *(f"--locale={code}" for code in LANGUAGES)]
    command += [f"--ignore={name}" for name in IGNORED_FOLDERS]
    for domain in DOMAINS:
        domain_command = [*command, f"--domain={domain}"]
        subprocess.run(
            domain_command,
            cwd=root,
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "DEVTOOLS": "1"},
        )
    for file in (root / "locale").glob("*/LC_MESSAGES/*.po"):
        # Each run would change it in every catalogue.
        text = re.sub(r'"POT-Creation-Date: .*\\n"\n', "", file.read_text())
        file.write_text(text)


def compile_all(root: Path) -> None:
    for file in sorted((root / "locale").glob("*/LC_MESSAGES/*.po")):
        command = [
            "msgfmt",
            "--check-format",
            f"--output-file={file.with_suffix('.mo')}",
            str(file),
        ]
        subprocess.run(command, check=True)


def main() -> None:
    for code in LANGUAGES:
        os.makedirs(ROOT / "locale" / code / "LC_MESSAGES", exist_ok=True)
    collect(ROOT)
    compile_all(ROOT)


if __name__ == "__main__":
    main()
