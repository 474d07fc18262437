"""The place of a page that comes closest to a quotation, for those that no longer stand."""

from collections import Counter, defaultdict

from blog.evidence.letters import UNSPACED_RE, Letters

MIN_SHARE = 0.6  # Of the words, in order.
MIN_SHORT_SHARE = 0.7
SHORT_LENGTH = 8  # Words.
MIN_WORDS = 4
MIN_EQUAL_LETTERS = 12
MIN_EQUAL_UNSPACED = 6
_MAX_POSITIONS = 300  # More frequent words vote for no place.
_MAX_CANDIDATES = 4
_STEPS = (8, 4, 2, 1)


def build_index(page: Letters) -> dict[str, list[int]]:
    """Return the positions of each word of a page; of frequent ones only the first."""
    index: dict[str, list[int]] = defaultdict(list)
    for position, word in enumerate(page.tokens):
        index[word].append(position)
    return index


def find_closest(
    quotation: Letters, page: Letters, index: dict[str, list[int]]
) -> tuple[int, int] | None:
    """Return the offsets of the page's letters that differ least from a quotation.

    None if fewer than 60 % of the words are the same, in the same order; 70 % of fewer than eight.
    Words vote for the place at which the quotation would begin; the best places are aligned.
    """
    tokens = quotation.tokens
    if len(tokens) < MIN_WORDS:
        return None
    best, best_share = None, 0.0
    for start in _find_candidates(tokens, index):
        span, share = _align(tokens, page.tokens, start)
        if share > best_share:
            best, best_share = span, share
    if best is None or best_share < (MIN_SHORT_SHARE if len(tokens) < SHORT_LENGTH else MIN_SHARE):
        return None
    if not _is_enough(tokens, page.tokens[best[0] : best[1]]):
        return None
    return page.token_spans[best[0]][0], page.token_spans[best[1] - 1][1]


def _find_candidates(tokens: list[str], index: dict[str, list[int]]) -> list[int]:
    width = max(4, len(tokens) // 4)
    votes: Counter[int] = Counter()
    for number, word in enumerate(tokens):
        positions = index.get(word, ())
        if len(positions) > _MAX_POSITIONS:
            continue
        for bucket in {(position - number) // width for position in positions}:
            votes[bucket] += 1
    totals = {bucket: count + votes[bucket + 1] for bucket, count in votes.copy().items()}
    ranked = sorted(totals, key=lambda bucket: (-totals[bucket], bucket))[:_MAX_CANDIDATES]
    return [max(bucket * width + width, 0) for bucket in ranked]


def _align(
    tokens: list[str], page_tokens: list[str], start: int
) -> tuple[tuple[int, int] | None, float]:
    """Return the span near a start that differs least, and the share of equal words."""
    from rapidfuzz.distance import Levenshtein

    length = len(tokens)
    first = min(start, len(page_tokens) - 1)
    last = min(first + length, len(page_tokens))

    def measure(one: int, two: int) -> float:
        if not 0 <= one < two <= len(page_tokens):
            return 0.0
        distance = Levenshtein.distance(tokens, page_tokens[one:two])
        return 1 - distance / max(length, two - one)

    share = measure(first, last)
    for step in (max(length // 4, 8), *_STEPS):
        while True:
            moves = (
                *((first + step, last + step), (first - step, last - step)),
                *((first + step, last), (first - step, last)),
                *((first, last + step), (first, last - step)),
            )
            improved = max(moves, key=lambda move: measure(*move))
            if (improved_share := measure(*improved)) <= share:
                break
            (first, last), share = improved, improved_share
    return ((first, last), share) if first < last else (None, 0.0)


def _is_enough(tokens: list[str], page_tokens: list[str]) -> bool:
    """Return whether the equal words are more than the common ones that any two texts share."""
    from rapidfuzz.distance import Levenshtein

    blocks = Levenshtein.opcodes(tokens, page_tokens).as_matching_blocks()
    equal = [tokens[block.a : block.a + block.size] for block in blocks]
    letters = sum(len(word) for run in equal for word in run)
    is_unspaced = any(UNSPACED_RE.match(word) for run in equal for word in run)
    return letters >= (MIN_EQUAL_UNSPACED if is_unspaced else MIN_EQUAL_LETTERS)
