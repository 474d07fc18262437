"""XML whose program gave the namespaces other prefixes, with the usual ones.

Scripts that split or clean an export write `ns0:post_id` for `wp:post_id`: the same to a parser,
but items are found by their tags as written.
"""

import re
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from typing import BinaryIO

from transfer.readers.base import NotAnExport
from transfer.readers.xml_source import MAX_PROLOG_BYTES, find_root

_CHUNK_BYTES = 1 << 20
# The tags of the root and of the element that follows it.
_FIRST_TAGS_RE = re.compile(rb"<[^<>]*>\s*(?:<[^<>]*>)?")
_DECLARATION_RE = re.compile(rb"""\sxmlns:([\w.-]{1,60})\s*=\s*["']([^"'<>]{1,300})["']""")


def restore_prefixes(file: BinaryIO, prefixes: Mapping[str, str]) -> BinaryIO:
    """Return a file in which namespaces have the given prefixes: a temporary copy if the root or
    the channel in it declares others.

    `prefixes` has the prefix by a part of the namespace, of which the first that fits counts.
    """
    file.seek(0)
    names = _find_names(file.read(MAX_PROLOG_BYTES), prefixes)
    file.seek(0)
    return _rename(file, names) if names else file


def _find_names(start: bytes, prefixes: Mapping[str, str]) -> dict[bytes, bytes]:
    """Return the usual prefix for each other one that the first tags declare."""
    try:
        tags = _FIRST_TAGS_RE.match(start, find_root(start)[0])
    except NotAnExport:  # Its reader says why.
        return {}
    names: dict[bytes, bytes] = {}
    declared = dict(_DECLARATION_RE.findall(tags[0])) if tags else {}
    for name, namespace in declared.items():
        text = namespace.decode("utf-8", "replace")
        usual = next((prefix for part, prefix in prefixes.items() if part in text), "").encode()
        if usual and usual not in declared and usual not in names.values():
            names[name] = usual
    return names


def _rename(file: BinaryIO, names: Mapping[bytes, bytes]) -> BinaryIO:
    choice = b"|".join(re.escape(name) for name in names)
    prefix_re = re.compile(rb"(</?(?=[\w.-]+:)|\sxmlns:(?=[\w.-]+\s*=))(%b)(?![\w.-])" % choice)
    rest = b""
    with ExitStack() as stack:
        stack.callback(file.close)
        target = stack.enter_context(tempfile.TemporaryFile())
        while chunk := file.read(_CHUNK_BYTES):
            data = prefix_re.sub(lambda match: match[1] + names[match[2]], rest + chunk)
            # A tag may go on in the next part.
            cut = max(data.rfind(b"<"), data.rfind(b"xmlns:") - 1)
            cut = cut if cut > len(data) - 300 else len(data)
            target.write(data[:cut])
            rest = data[cut:]
        target.write(rest)
        target.seek(0)
        stack.pop_all()
    file.close()
    return target
