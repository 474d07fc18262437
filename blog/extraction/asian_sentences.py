"""Sentences below quotations in Chinese, Japanese and Korean columns: who said it, and what about.

'민수진 의원이 라디오에서 한 말', '山田花子市長が会見で、条例について', '发言人王芳主持例行记者会'.
"""

from blog.extraction.vocabulary import load_tables
from lib.lazy_regex import compile_lazily

_TABLES = load_tables("asian")
_DAY = r"(?:\d{1,2}[월月]\s?\d{1,2}[일日](?:\s|[,，、])?)?"
_KOREAN_RE = compile_lazily(
    rf"^{_DAY}(?P<who>[^,]{{2,40}}?(?:{_TABLES['korean_offices']}))(?:이|가|은|는)\s(?P<rest>.{{4,}})$"
)
_JAPANESE_RE = compile_lazily(
    rf"^{_DAY}(?P<who>[^、。「」『』]{{2,30}}?(?:{_TABLES['japanese_offices']}))[がは](?P<rest>[^がは].{{3,}})$"
)
# '评论员李华', '主持人王芳': the word is a part of a noun, not the verb of a sentence. Unlike
# '评论家乡', where the noun is the object.
_NOUN_END = (
    r"[员員者版栏欄]|人(?![工民类類口才权權事性生物])|家(?![庭人乡鄉长長])|部(?![分署队隊])|会(?![员員议議见見谈談])|"
    r"會(?![員議見談])|[组組](?![织織阁閣])|[区區](?![块塊别別域])|频道|頻道|杂志|雜誌|节目|節目|中心|文章"
)
_CHINESE_RE = compile_lazily(
    rf"^{_DAY}(?:(?:谈到|談到|针对|針對|关于|關於|就)[^，,]{{1,60}}[，,])?"
    r"(?P<who>[^，,。：:《》“”\s的]{2,20}?)(?:在?接受[^，,。：:]{0,16}?[采採][访訪][时時]?)?(?<![座会會在于於])(?<!(?<![采採])[访訪])"
    rf"(?:主持(?!{_NOUN_END})(?=.*[会會式目坛壇展])|回答|答复|答覆|回应|回應|指出|表示|强调|強調|谈到|談到|"
    rf"[谈談](?![话話]|判(?![断斷]))|(?:评论|評論)(?!{_NOUN_END})|评价|評價)(?P<rest>.{{2,}})$"
)
# The programme or the newspaper: 'CBS 〈아침의 창〉에 출연해', '『朝の窓』で'.
_MEDIUM_RE = compile_lazily(r"[〈<『《](?P<title>[^〈〉<>『』《》]{2,40})[〉>』》]")


def cut_sentence(line: str) -> tuple[str, str]:
    """Return the subject of a sentence and the medium that it names; else the line and ''."""
    for pattern in (_KOREAN_RE, _JAPANESE_RE, _CHINESE_RE):
        if match := pattern.match(line):
            medium = _MEDIUM_RE.search(match["rest"])
            return match["who"], medium["title"] if medium else ""
    return line, ""
