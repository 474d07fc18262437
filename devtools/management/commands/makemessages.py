"""`makemessages` with support for Jinja2 templates."""

import json
from pathlib import Path
from typing import Any

from django.core.management.commands import makemessages

from lib.jinja import get_jinja_environment


class BuildFile(makemessages.BuildFile):
    def preprocess(self) -> None:
        """Write the messages of a Jinja2 template, in templates/public or a theme, as Python code
        for xgettext, on the same lines."""
        folders = {*Path(self.path).parts}
        if "public" not in folders and not {"themes", "templates"} <= folders:
            return super().preprocess()
        env: Any = get_jinja_environment()
        lines: dict[int, list[str]] = {}
        for number, function, message in env.extract_translations(Path(self.path).read_text()):
            parts = message if isinstance(message, tuple) else (message,)
            quoted = [json.dumps(part, ensure_ascii=False) if part else "n" for part in parts]
            lines.setdefault(number, []).append(f"{function}({', '.join(quoted)})")
        last = max(lines, default=0)
        text = "\n".join("; ".join(lines.get(number, [])) for number in range(1, last + 1))
        Path(self.work_path).write_text(f"{text}\n")
        return None


class Command(makemessages.Command):
    build_file_class = BuildFile
