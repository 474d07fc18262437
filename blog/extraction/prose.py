"""Quotations within prose, each with its speaker: '“…,” she said, “…”'."""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from blog.extraction import cues
from blog.extraction.attribution import Attribution
from blog.extraction.blocks import Article, Block
from blog.extraction.callings import find_aged, find_callings, find_holder, find_only_person
from blog.extraction.described_subjects import find_described_antecedent, find_described_subject
from blog.extraction.dialogues import find_dialogues
from blog.extraction.inner_attributions import split_at_attributions
from blog.extraction.lines import is_organisation_word
from blog.extraction.marks import ANY_MARK_RE, TITLE_MARKS, Marked, find_marked
from blog.extraction.masked_text import MaskedText
from blog.extraction.named_people import register_names
from blog.extraction.people import (
    AGE_RE,
    UPPER_LETTERS,
    Registry,
    Speaker,
    holds_office,
    is_description,
    stands_for_person,
)
from blog.extraction.speakers import MAX_CONTEXT, REPORTED_RE, find_speaker
from blog.extraction.statement_dates import Statement, read_statement
from blog.extraction.vocabulary import GIVEN_NAMES, load_tables
from lib.lazy_regex import compile_lazily

MIN_WORDS = 3
MIN_CJK = 6
MAX_NEAR = 2_000  # Characters before a speaker's words in which a person is named.
MAX_BACK = 1_000  # Characters before a pronoun in which its person is named.
MAX_ANTECEDENT = 600  # Characters before a pronoun in which somebody without a name is meant.
MAX_NAME = 30  # Characters of a club's or a ship's name in marks.
MAX_INTERRUPTION = 160  # Characters between the halves of a sentence.
_SMALL_WORDS = frozenset(
    ["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "vs"]
)
_WORD_RE = compile_lazily(r"\w+(?:[’'-]\w+)*")
_CJK_RE = compile_lazily(r"[\u3040-\u30ff\u3400-\u9fff]")
_TITLE_NOUN_RE = compile_lazily(
    rf"(?<!\w)(?:{load_tables('surroundings')['works']})\s*[:,]?\s*$", re.IGNORECASE
)
_UNDERTAKING_RE = compile_lazily(
    rf"(?<!\w)(?:{load_tables('surroundings')['undertakings']})\s(?:(?:is|ist|est|es|è|é)\s)?$",
    re.IGNORECASE,
)
_GENITIVE_RE = compile_lazily(
    r"\w+ (?:von|der|des|dieser?)\s"
)  # 'Ende der Streiks', no 'Ann von Lee'.
_SENTENCE_END_RE = compile_lazily(rf"[^\W\d_]{{3}}[.!?…]\s+[{UPPER_LETTERS}]")
# 'one man', 'the ferryman's widow': nobody whom the article has named.
_INDEFINITE_RE = compile_lazily(r"(?:an|one|another|une?|eine?|una?|uno|um|uma|een|en|ett|et)\s")
_OWNED_RE = compile_lazily(r"[a-z][’']s\s")
# Offices of which an article's other people hold none.
_STATE_OFFICE_RE = compile_lazily(
    r"minist[eér]r|kanzler|bürgermeister|präsident|mayor|senator|governor|president|alcald|maire|"
    r"министр|президент|мэр",
    re.IGNORECASE,
)
# 'with banners reading “…”', '«…» si legge sugli striscioni'
_INSCRIPTION_RE = compile_lazily(
    rf"(?<!\w)(?:{load_tables('speech')['inscriptions']})(?!\w)", re.IGNORECASE
)
# '„…“ stand auf den Jacken', not 'Rot stand auf und rief: „…“'
_STANDS_ON_RE = compile_lazily(r"\W*(?:st[ae]nd(?:en)?|steh(?:t|en))\sauf\s")
# 'told the council', 'sagte dem Gericht', 'a dit à la police'
_LISTENER_RE = compile_lazily(
    r"(?<!\w)(?:to|told|tells|asked|asks|warned|reminded|assured|urged|begged|about|zum|zur|zu|"
    r"(?<!in\s)(?<!von\s)(?<!aus\s)(?<!bei\s)(?<!mit\s)(?:dem|der|den)|"
    r"à|au|aux|al|alla|allo|agli|ai|a|ao|aos|às|tegen|aan|till?)"
    r"(?:\s(?:the|his|her|their|its|la|el|los|las|il|lo|de|het|le|les))?"
    r"(?:\s|\s?l[’'])(?:(?!(?:that|the|of|in|at|for|about|dass|der|que|che|de)\s)[^\W\d_][\w-]*\s){0,2}"
    r"[^\W\d_][\w-]*\s$",
    re.IGNORECASE,
)
_BODY_BEFORE_RE = compile_lazily(r"(?P<noun>[^\W\d_][\w-]+)\s$")
# 'L’ancien éclusier', 'o antigo ministro': somebody whom the text has named.
_FORMER_RE = compile_lazily(
    r"(?:the\sformer|l[’']ancien(?:ne)?|l[’']ex|(?:o|a|el|la|il|der|die|de)\s(?:ex|antig[oa]|antigu[oa]|frühere|"
    r"ehemalige|voormalige))[\s-](?!.*[,;:])",
    re.IGNORECASE,
)
# 'the former husband', who is none of the people but somebody to one of them.
_RELATED_RE = compile_lazily(rf"(?<!\w)(?:{load_tables('speech')['kin']})$", re.IGNORECASE)
# 'The coach received a letter: “…”', whose words are those of somebody else.
_RECEIPT_RE = compile_lazily(
    rf"(?<!\w)(?:{load_tables('speech')['receipts']})(?!\w)", re.IGNORECASE
)
_MESSAGE_RE = compile_lazily(
    rf"(?<!\w)(?:{load_tables('speech')['messages']})(?!\w)", re.IGNORECASE
)
# 'el pintor de carteles', 'the sign by the door': the first noun is the subject.
_BEHIND_NOUN_RE = compile_lazily(
    r"\s(?:(?:of|by|at|on|in|above|over|outside|near|behind|with|from|de|di|du|des|del|sur|dans|"
    r"en|sobre|su|an|am|auf|vor|über|op|aan)\s|d[’']).*$"
)
# Of people alone: signs read and say.
_WRITING_RE = compile_lazily(
    r"wrote|writes|writing|replied|replies|added|adds|explained|explains|told|tells|asked|asks|"
    r"answered|answers|recalled|recalls|joked|complained|commented",
    re.IGNORECASE,
)
_DAY_RE = compile_lazily(r"(?<!\w)\d{1,2}\.\s")
_SO_RE = compile_lazily(r"\s?,\s(?:so|aldus)\s")


@dataclass(slots=True)
class Inline:
    """A quotation within prose, by its offsets in the article's text, without its marks."""

    start: int
    end: int
    block: Block
    mark: Marked
    speaker: Speaker | None = None
    who: Attribution | None = None
    more: tuple[tuple[int, int], ...] = ()  # Paragraphs below that reopen the mark.
    statement: Statement | None = None
    is_rest: bool = False  # The other half of '“I will,” she said, “not do it.”'

    def join_text(self, text: str) -> str:
        """Return the words, with a newline between paragraphs."""
        spans = ((self.start, self.end), *self.more)
        return "\n".join(text[start:end] for start, end in spans)


def find_inline(
    article: Article,
    blocks: list[Block],
    language: str,
    registry: Registry,
    spoken_before: Iterable[tuple[int, Attribution]] = (),
) -> list[Inline]:
    """Return the quotations in the prose of these blocks, in order, with their speakers.

    `spoken_before` are the speakers of quotations that are set off, with their offsets.
    """
    set_off = deque(spoken_before)
    registry.forget_last()
    passages: list[Inline] = []
    previous: list[Inline] = []
    above: Block | None = None
    dialogues = find_dialogues(blocks, language)
    for block in blocks:
        while set_off and set_off[0][0] < block.start:
            registry.last = set_off.popleft()[1]
            above = None
        register_names(registry, block.text, language)
        spoken = dialogues.get(block.start)
        here = _in_block(article, block, language, registry, previous, above, spoken)
        if here and previous and (mark := previous[-1].mark) and not mark.is_closed:
            here = _join_reopened(article.text, previous[-1], here, block)
            if previous[-1].mark is not mark and not here:
                above = block
                continue
            if here and here[0].mark.start == block.start and previous[-1].who is None:
                previous[-1].who = here[0].who
        passages += here
        above = block
        previous = here if here else ([] if len(block.text) > 80 else previous)
    return passages


def _in_block(
    article: Article,
    block: Block,
    language: str,
    registry: Registry,
    previous: list[Inline],
    above: Block | None,
    spoken: list[Marked] | None,
) -> list[Inline]:
    text = MaskedText(article.text)
    leads = above if above and above.text.rstrip().endswith(":") else None
    spans = _list_spans(article.text, block, language, spoken or [])
    result: list[Inline] = []
    pending: Inline | None = None  # Too short for speech, unless the next goes on with it.
    for index, mark in enumerate(spans):
        start, end = mark.inner(article.text)
        before_from = result[-1].mark.end if result else block.start
        if before_from < (skipped := spans[index - 1].end if index else 0):
            # Passages that are not speech, such as titles, are read as words of the sentence.
            text.mask(before_from, skipped)
        following = (
            each for each in spans[index + 1 : index + 4] if not _follows_title(article.text, each)
        )
        after_to = next((each.start for each in following), block.end)
        passage = Inline(start, end, block, mark)
        if not index and mark.start <= block.start + 1 and leads is not None:
            before_from = leads.start
        passage.speaker = _find_speaker(text, mark, before_from, after_to, language)
        if result and passage.speaker and _continues(passage.speaker, result[-1], text, mark.start):
            passage.speaker = None
        if passage.speaker:
            passage.who = _resolve(registry, passage.speaker, text, block, above, language)
            if language == "de" and passage.who and _is_german_noun(passage, registry):
                passage.who = None
            if passage.who is None and passage.speaker.is_weak and not passage.speaker.is_pronoun:
                behind = text[mark.end : min(block.end, mark.end + 40)]
                if is_description(passage.speaker.who.name) and _verb_alone(language).match(behind):
                    passage.who = passage.speaker.who  # 'El capitán habló. «…», reconoció.'
                else:
                    passage.speaker = None
        if passage.who is None and passage.speaker is None:
            lead_start = max(before_from, block.start, mark.start - MAX_CONTEXT)
            lead = text[lead_start : mark.start].rstrip()
            sentence = re.split(r"[.!?…]\s", lead)[-1]
            is_receipt = _RECEIPT_RE.search(sentence) or _MESSAGE_RE.search(sentence)
            named = "" if is_receipt else find_described_subject(sentence, language)
            if lead.endswith(":") and named:
                described = registry.find_described(named) or find_holder(registry, named, lead)
                passage.who = described or Attribution(named, kind="person")
        if passage.speaker and not passage.speaker.is_weak:
            passage.statement = read_statement(
                article.text, mark.start, mark.end, passage.speaker, (block.start, block.end)
            )
        before = pending or (result[-1] if result else None)
        is_rest = before is not None and _is_interrupted(before, passage, article.text)
        is_speech = _is_speech(passage, text, block, language)
        if not is_speech and not (is_rest and _ends_speech(passage, article.text)):
            pending = passage
            continue
        if pending and is_rest and article.text[pending.start].isupper():
            result.append(replace(pending, speaker=pending.speaker or passage.speaker))
        pending, passage.is_rest = None, is_rest
        result.append(passage)
    _continue_voices(result, text, block, previous, above, registry)
    is_unknown = bool(result) and not result[0].who and not _means_thing(result[0])
    if above and is_unknown and (subject := registry.find_subject(above.text)):
        result[0].who = subject
        _continue_voices(result, text, block, previous, above, registry)
    for passage in result:
        if _is_inscription(passage, article.text):
            passage.who = None
    _add_statements(result, article.text)
    return result


def _list_spans(text: str, block: Block, language: str, spoken: list[Marked]) -> list[Marked]:
    """Return the passages of a paragraph, in marks or between dashes."""
    marked = [
        part
        for mark in find_marked(text, block.start, block.end)
        if mark.is_closed or mark.end - mark.start > 20
        for part in split_at_attributions(text, mark, language)
    ]
    if not spoken:
        return marked
    apart = [
        mark
        for mark in marked
        if not any(mark.start < other.end and other.start < mark.end for other in spoken)
    ]
    return sorted([*apart, *spoken], key=lambda mark: mark.start)


def _find_speaker(
    text: MaskedText, mark: Marked, before_from: int, after_to: int, language: str
) -> Speaker | None:
    """Find the speaker in the words around a passage; the rest of the article costs nothing."""
    before_from = max(before_from, mark.start - MAX_CONTEXT)
    base = max(0, before_from - 2)  # With the mark before a name.
    near = text[base : mark.end + MAX_CONTEXT]
    start, end = mark.start - base, mark.end - base
    speaker = find_speaker(near, start, end, before_from - base, after_to - base, language)
    return speaker and replace(speaker, start=speaker.start + base, end=speaker.end + base)


def _is_inscription(passage: Inline, text: str) -> bool:
    """Return whether words are read on a banner or a sign, with no speaker of their own."""
    named = passage.speaker
    if named and not _WRITING_RE.fullmatch(named.cue) and _is_sign(named.who.name):
        return True  # 'The sign reads “…”'
    if named and named.cue and not _means_thing(passage):
        return False
    block, mark = passage.block, passage.mark
    near = text[max(block.start, mark.start - 60) : mark.start]
    behind = text[mark.end : min(block.end, mark.end + 60)]
    sentence = re.split(r"[.!?]\s", near)[-1] + " " + re.split(r"[.!?](?:\s|$)", behind)[0]
    if _STANDS_ON_RE.match(behind):
        return True
    return _INSCRIPTION_RE.search(sentence) is not None


def _is_sign(name: str) -> bool:
    """Return whether a description is of a banner or a sign, not of 'the sign painter'."""
    head = _BEHIND_NOUN_RE.sub("", name).rpartition(" ")[2]
    return head.islower() and _INSCRIPTION_RE.fullmatch(head) is not None


def _is_interrupted(before: Inline, passage: Inline, text: str) -> bool:
    """Return whether a speaker interrupts one sentence: '“I will,” she said, “not do it.”'."""
    if passage.mark.start - before.mark.end > MAX_INTERRUPTION:
        return False
    gap = text[before.mark.end : passage.mark.start]
    named = next(
        (
            each
            for each in (before.speaker, passage.speaker)
            if each and each.start >= before.mark.end and each.end <= passage.mark.start
        ),
        None,
    )
    halves = (text[each.start : each.end][:MAX_INTERRUPTION] for each in (before, passage))
    return (
        named is not None
        and bool(named.cue or _SO_RE.match(gap))
        and gap.rstrip()[-1:] in ",，"
        and not re.search(r"[.!?…]\s", gap[:-2])
        and not ANY_MARK_RE.search(gap)
        and sum(len(_WORD_RE.findall(half)) for half in halves) >= MIN_WORDS
    )


def _ends_speech(passage: Inline, text: str) -> bool:
    """Return whether a sentence ends with a passage, as with no ship or book."""
    content = text[passage.start : passage.end]
    has_end = (
        content.rstrip()[-1:] in ".!?…" or text[passage.mark.end : passage.mark.end + 1] == "."
    )
    return has_end and not is_title_case(content)


def _add_statements(passages: list[Inline], text: str) -> None:
    """Add dates and publications to the speakers, also of a passage that goes on behind them."""
    last: Inline | None = None
    for passage in passages:
        if last and last.who and (passage.is_rest or _goes_on(last, passage, text)):
            passage.who = last.who
            passage.statement = last.statement
        elif passage.who and (statement := passage.statement):
            date_said, publication = statement.date_said, statement.publication
            passage.who = replace(passage.who, date_said=date_said, publication=publication)
        last = passage


def _goes_on(last: Inline, passage: Inline, text: str) -> bool:
    """Return whether a passage without a speaker of its own follows the attribution of another."""
    gap = text[last.mark.end : passage.mark.start]
    return (
        last.statement is not None
        and passage.who == replace(last.who or Attribution(), date_said="", publication="")
        and passage.speaker is None
        and _is_attribution(last, _DAY_RE.sub(" ", gap))
    )


def _continues(speaker: Speaker, before: Inline, text: MaskedText, start: int) -> bool:
    """Return whether a passage is of the voice before it: '“…,” Ann said, of Bob Ray. “…”'.

    The name nearest to it is then no speaker, unless it has a verb or a colon of its own.
    """
    named = before.speaker
    return (
        named is not None
        and bool(named.cue)
        and named.start >= before.mark.end
        and (speaker.is_weak or not speaker.cue)
        and speaker.start != named.start
        and text[before.mark.end : start].rstrip()[-1:] in ".!?…"
    )


def _is_attribution(passage: Inline, gap: str) -> bool:
    """Return whether the text up to the next passage is one sentence with this one's speaker."""
    speaker = passage.speaker
    if speaker is None or not speaker.cue or speaker.start < passage.mark.end:
        return False
    rest = gap[speaker.end - passage.mark.end :].rstrip()
    return rest[-1:] in ".!?…" and not _SENTENCE_END_RE.search(rest)


def _is_german_noun(passage: Inline, registry: Registry) -> bool:
    """Return whether a speaker named by its place alone is any noun, which German capitalises."""
    who, speaker = passage.who, passage.speaker
    if not who or not speaker or speaker.is_pronoun or speaker.cue:
        return False
    if is_description(who.name) and _STATE_OFFICE_RE.search(who.name):
        return False  # 'Die Ministerin wies das zurück: „…“'
    is_new = passage.speaker is not None and not registry.is_trusted(who)
    if is_new and speaker.is_weak and not who.role and registry.last == who:
        registry.last = None
    return is_new and (speaker.is_weak and not who.role or bool(_GENITIVE_RE.match(who.name)))


def _join_reopened(
    text: str, open_passage: Inline, here: list[Inline], block: Block
) -> list[Inline]:
    """Add to a passage that nothing closed the paragraph below, if it begins with a mark."""
    first = here[0]
    is_reopened = (
        first.mark.start == block.start
        and first.mark.mark == open_passage.mark.mark
        and open_passage.mark.mark != "–"
    )
    if not is_reopened:
        return here
    named, who = first.speaker, open_passage.who
    is_named_behind = named is not None and bool(text[first.mark.end : block.end].strip(" ."))
    if is_named_behind and not (named and named.is_pronoun and who and not open_passage.more):
        return here
    open_passage.more += ((first.start, first.end),)
    open_passage.mark = first.mark
    return here[1:]


def _resolve(
    registry: Registry,
    speaker: Speaker,
    text: MaskedText,
    block: Block,
    above: Block | None,
    language: str,
) -> Attribution | None:
    begin = above.start if above and above.end - above.start < 1_200 else block.start
    begin = max(begin, speaker.start - MAX_NEAR)
    name = speaker.who.name
    if speaker.is_pronoun:
        before = text[begin : speaker.start]
        if speaker.who.name.casefold() in cues.GENDERED:
            here = text[max(block.start, speaker.start - MAX_ANTECEDENT) : speaker.start]
            if subject := find_described_antecedent(registry, here, language):
                described = Attribution(name=subject, kind="person")
                return (
                    registry.find_described(subject)
                    or find_holder(registry, subject, here)
                    or described
                )
        verb = f" {speaker.cue},"
        behind = speaker.start + len(name)
        if before.endswith(", ") and text[behind : behind + len(verb)] == verb:
            # 'The Reds, she said, will lose': she is nobody of this sentence.
            sentence = max(before.rfind(mark) + 1 for mark in ".!?\n")
            before = "" if registry.last else before[:sentence]
        who = registry.resolve(speaker, before)
        if who is None and speaker.who.name.casefold() in cues.GENDERED:
            further = text[max(0, begin - MAX_BACK) : speaker.start]
            who = registry.resolve(speaker, further)
        if who:
            registry.note_gender(speaker.who.name.casefold(), who)
        return who
    is_new = bool(_INDEFINITE_RE.match(name) or _OWNED_RE.search(name))
    is_new = is_new or language == "en" and name.startswith("a ")
    is_called = is_description(name) or name.islower() and bool(find_callings(name))
    former = _FORMER_RE.match(naming := text[speaker.start : speaker.end])
    if former and not _has_given_name(name):
        near = text[begin : speaker.start]
        nearest = registry.find_described(naming[former.end() :])
        if nearest is None and not _STATE_OFFICE_RE.search(name) and not _RELATED_RE.search(name):
            here = text[max(block.start, speaker.start - MAX_ANTECEDENT) : speaker.start]
            nearest = find_only_person(registry, here, near)
        if nearest and nearest.kind == "person" and not _holds_another_office(name, nearest):
            registry.note_speaker(nearest)
            return nearest
    if (
        is_called
        and not is_new
        and (not is_organisation_word(name.split()[-1]) or find_callings(name))
    ):
        known = registry.find_described(name)
        if known is None:
            nearest = registry.find_subject(text[begin : speaker.start]) or registry.last
            if nearest and registry.last and nearest.name == registry.last.name:
                nearest = registry.last  # With the office and employer that the words named.
            if nearest and _holds_another_office(name, nearest):
                return speaker.who
            is_nearest = stands_for_person(name) or nearest and holds_office(nearest, name)
            nearest_start = max(block.start, speaker.start - MAX_ANTECEDENT)
            texts = (text[nearest_start : speaker.start], text[begin : speaker.start])
            if AGE_RE.search(name):
                known = find_aged(registry, name, *texts)
            else:
                known = nearest if is_nearest else find_holder(registry, name, *texts)
        if known:
            registry.note_speaker(known)
            return known
    return registry.resolve(speaker)


def _has_given_name(name: str) -> bool:
    return any(word.casefold() in GIVEN_NAMES and word[:1].isupper() for word in name.split())


def _holds_another_office(name: str, known: Attribution) -> bool:
    """Return whether 'the minister' cannot be this person: another role or employer is known."""
    office = _STATE_OFFICE_RE.search(name)
    described = f"{known.role} {known.affiliation}".strip().casefold()
    return office is not None and bool(described) and office[0].casefold() not in described


@cache
def _verb_alone(language: str) -> re.Pattern[str]:
    verbs = cues.verbs(cues.table_for(language))
    return re.compile(rf"[\s,]{{0,3}}(?:[—–-]\s)?(?:{verbs})\s?[.;]", re.IGNORECASE)


@cache
def _verb_follows(language: str) -> re.Pattern[str]:
    return re.compile(
        rf"[\s,]{{0,3}}(?:[—–-]\s)?(?:{cues.verbs(cues.table_for(language))})(?!\w)", re.IGNORECASE
    )


def _is_speech(passage: Inline, text: MaskedText, block: Block, language: str) -> bool:
    """Return whether a passage is speech, not a title or scare quotes."""
    content = text[passage.start : passage.end]
    if passage.mark.mark in TITLE_MARKS or not any(character.isalpha() for character in content):
        return False
    if passage.mark.is_part:
        return True
    count = len(_WORD_RE.findall(content))
    is_long = count >= MIN_WORDS or len(_CJK_RE.findall(content)) >= MIN_CJK
    before = text[max(block.start, passage.mark.start - 60) : passage.mark.start]
    has_end = (
        content.rstrip()[-1:] in ".,!?…。！？，"
        or text[passage.mark.end : passage.mark.end + 1] in ",."
    )
    is_phrase = count >= MIN_WORDS and content[:1].islower()
    if _TITLE_NOUN_RE.search(before) and not (passage.speaker and (count >= 8 or is_phrase)):
        return False
    is_said = bool(passage.speaker and passage.speaker.cue)
    is_name = count < 8 and content[:1].isupper() and content.rstrip()[-1:] not in ".?…,"
    if is_name and _is_named_so(before) and not _is_told(passage, text):
        return False
    after = text[passage.mark.end : min(block.end, passage.mark.end + 40)]
    is_dashed = re.match(r"\s[—–-]\s", after)  # '„To skandal” – ocenia radna'
    # In Turkish the verb follows the mark: '“Gelirim” dedi'.
    if (has_end or is_dashed or language == "tr") and _verb_follows(language).match(after):
        return True
    is_led_in = before.rstrip()[-1:] == ":" and content.rstrip()[-1:] in ".!?…"
    is_sentence = is_led_in or has_end and (is_said or language == "de" and bool(passage.speaker))
    if (count < 8 or not passage.speaker) and is_title_case(content) and not is_sentence:
        return False
    if (
        count < 8
        and re.search(r"[’']s\s$|\b(?:on|podcast|program|programme|broadcast)\s$", before)
        and not is_said
    ):
        return False
    if content.isupper() and not is_said:
        return False
    is_whole = content[-1:] in "。！？" and before.rstrip()[-1:] in "。：，！？"
    if is_whole and len(_CJK_RE.findall(content)) >= MIN_CJK // 2:
        return True
    if passage.speaker and has_end and passage.speaker.cue:
        has_own_end = content.rstrip()[-1:] in ".,!?…"
        is_scare = (
            count <= 2
            and not _CJK_RE.search(content)
            and (
                before.rstrip()[-1:].isalpha()
                or (
                    not has_own_end
                    and passage.speaker.start < passage.start
                    and before.rstrip()[-1:] != ":"
                )
            )
        )
        return not is_scare
    if count and not is_long and content.rstrip()[-1:] in ".!?…" and before.rstrip()[-1:] == ":":
        return True
    return is_long


def _is_named_so(before: str) -> bool:
    """Return whether the words before a mark name a body or a campaign by what is in it."""
    body = _BODY_BEFORE_RE.search(before)  # 'von der Bürgerinitiative „Rettet die Wache“'
    return bool(body and is_organisation_word(body["noun"]) or _UNDERTAKING_RE.search(before))


def _is_told(passage: Inline, text: MaskedText) -> bool:
    """Return whether somebody says words to a body: 'Ann Lee told the council “We will pay”'."""
    speaker = passage.speaker
    if speaker is None or not speaker.cue or speaker.start >= passage.start:
        return False
    return _LISTENER_RE.search(text[speaker.start : passage.mark.start]) is not None


def _follows_title(text: str, mark: Marked) -> bool:
    """Return whether a passage is a name within a clause: 'der Trainer von „Blau-Weiß“ Jan Rot'."""
    content = text[mark.start + 1 : mark.end - 1]
    return (
        mark.is_closed
        and content[:1].isupper()
        and content[-1:].isalnum()
        and len(content) <= MAX_NAME
        and content.count(" ") < MIN_WORDS
        and text[mark.end : mark.end + 2].strip(" ")[:1].isalpha()
        and text[mark.start - 2 : mark.start - 1].isalpha()
    )


def is_title_case(content: str) -> bool:
    """Return whether words have the capitals of an English title."""
    parts = [word for word in _WORD_RE.findall(content) if word.casefold() not in _SMALL_WORDS]
    return bool(parts) and sum(word[:1].isupper() for word in parts) >= 0.75 * len(parts)


def _means_thing(passage: Inline) -> bool:
    """Return whether the words name an institution, not a person: 'it'."""
    return passage.speaker is not None and passage.speaker.who.name.casefold() == "it"


def _may_be_last(passage: Inline, registry: Registry) -> bool:
    """Return whether the last speaker may go on; 'she' is no organisation."""
    speaker = passage.speaker
    is_person = registry.last is not None and registry.last.kind == "person"
    if is_person and _means_thing(passage):
        return False
    is_gendered = speaker is not None and speaker.who.name.casefold() in cues.GENDERED
    return registry.last is not None and (is_person or not is_gendered)


def _has_own_sentence(passage: Inline, following: Inline, text: MaskedText) -> bool:
    """Return whether the next passage's speaker is that of another sentence.

    'The judge said “A”. Ann said “B”.'
    """
    gap = text[passage.mark.end : following.mark.start]
    named = following.speaker
    if named is None or named.start < passage.mark.end:
        return False
    lead = text[max(passage.block.start, passage.mark.start - 40) : passage.mark.start]
    return gap[:1] in ".!?" and lead.rstrip()[-1:].isalpha() and not named.is_pronoun


def _continue_voices(
    passages: list[Inline],
    text: MaskedText,
    block: Block,
    previous: list[Inline],
    above: Block | None,
    registry: Registry,
) -> None:
    """Give a passage without a speaker that of the passage that it continues."""
    for index, passage in enumerate(passages):
        if passage.who:
            continue
        if index:
            before = passages[index - 1]
            gap = text[before.mark.end : passage.mark.start]
            if before.who and passage.speaker is None and _is_attribution(before, gap):
                passage.who = before.who
            elif not REPORTED_RE.search(gap) and (named := registry.find_subject(gap)):
                passage.who = named
            elif before.who and len(gap) < 220:
                passage.who = before.who
        elif subject := registry.find_subject(text[block.start : passage.mark.start]):
            passage.who = subject
        elif (
            passages[index + 1 :]
            and passages[index + 1].who
            and not _has_own_sentence(passage, passages[index + 1], text)
            and len(text[passage.mark.end : passages[index + 1].mark.start]) < 160
        ):
            passage.who = passages[index + 1].who
        elif (
            previous
            and previous[-1].who
            and passage.mark.start <= block.start + 2
            and len(text[passage.mark.end : block.end]) < 40
        ):
            passage.who = previous[-1].who
        elif _may_be_last(passage, registry) and (
            cues.any_verb().search(text[block.start : passage.mark.start][-80:])
            or cues.any_verb().search(text[passage.mark.end : block.end][:30])
        ):
            is_new = above and not previous and passage.speaker is None
            subject = registry.find_subject(above.text) if above and is_new else None
            passage.who = subject or registry.last
