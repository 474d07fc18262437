"""`make messages`: collect what the code says into locale/, and compile what was translated.

Needs GNU gettext. The compiled catalogues are kept in the repository, so that running the project
needs no gettext.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("ar", "de", "es", "fr", "ru")
# Messages are written in British English. American spelling is a catalogue of what differs, kept by
# hand; the others have the same messages as they are, and their dates.
AMERICAN, BRITISH = "en", ("en_AU", "en_GB")
DOMAINS = ("django", "djangojs")  # What Python and templates say, and what scripts say.
IGNORED = (".venv", "var", "media", "staticfiles", "tests", "scripts", "node_modules")


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
    command += [f"--ignore={name}" for name in IGNORED]
    for domain in DOMAINS:
        of_domain = [*command, f"--domain={domain}"]
        subprocess.run(
            of_domain,
            cwd=root,
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "DEVTOOLS": "1"},
        )
    for file in (root / "locale").glob("*/LC_MESSAGES/*.po"):
        # The hour of each run would be a change of every catalogue.
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
