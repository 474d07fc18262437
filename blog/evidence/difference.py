"""The difference of a quotation and what a page says now, in words."""

MAX_WORDS = 2000  # Of longer texts no words are compared.
Segments = list[list[str]]


def compare_words(quoted: str, there: str) -> Segments:
    """Return [[kind, text], …] in order; kinds are 'same', 'removed' and 'added'.

    What is removed comes before what was added in its place.
    """
    from rapidfuzz.distance import Levenshtein

    old, new = quoted.split(), there.split()
    if max(len(old), len(new)) > MAX_WORDS:
        return [["removed", " ".join(old)], ["added", " ".join(new)]]
    segments: Segments = []
    for step in Levenshtein.opcodes(old, new):
        if step.tag == "equal":
            _append(segments, "same", old[step.src_start : step.src_end])
            continue
        _append(segments, "removed", old[step.src_start : step.src_end])
        _append(segments, "added", new[step.dest_start : step.dest_end])
    return _sort_changes(segments)


def _append(segments: Segments, kind: str, texts: list[str]) -> None:
    if texts:
        segments.append([kind, " ".join(texts)])


def _sort_changes(segments: Segments) -> Segments:
    """Join what was removed between two unchanged parts, and what was added there."""
    result: Segments = []
    changes: dict[str, list[str]] = {"removed": [], "added": []}
    for kind, text in [*segments, ["same", ""]]:
        if kind != "same":
            changes[kind].append(text)
            continue
        for changed, texts in changes.items():
            _append(result, changed, texts)
        changes = {"removed": [], "added": []}
        _append(result, "same", [text] if text else [])
    return result
