"""A text in which the marks of passages that are not speech read as spaces."""

from bisect import bisect_left

from blog.extraction.marks import ANY_MARK_RE


class MaskedText:
    """Slices of a text, with its offsets. Masking costs as much as the slices that are read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._masked: list[tuple[int, int]] = []  # In order; none overlaps another.

    def mask(self, start: int, end: int) -> None:
        """Replace the marks between two offsets by spaces; no span begins before the last one."""
        if self._masked and start <= self._masked[-1][1]:
            start = self._masked.pop()[0]
        self._masked.append((start, end))

    def __getitem__(self, key: slice) -> str:
        start, end, _ = key.indices(len(self._text))
        pieces: list[str] = []
        place = bisect_left(self._masked, (end,))
        while place and self._masked[place - 1][1] > start:
            place -= 1
            masked_start, masked_end = self._masked[place]
            inner_end = min(end, masked_end)
            pieces.append(self._text[inner_end:end])
            end = max(start, masked_start)
            pieces.append(ANY_MARK_RE.sub(" ", self._text[end:inner_end]))
        pieces.append(self._text[start:end])
        return "".join(reversed(pieces))
