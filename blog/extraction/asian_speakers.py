"""Speakers in Chinese, Japanese, Korean, Turkish and Arabic prose, by the particles of each."""

import re

from blog.extraction import cues, hebrew_speakers, hindi_speakers, persian_speakers
from blog.extraction.vocabulary import load_tables
from lib.lazy_regex import compile_lazily

_TABLES = load_tables("asian")
_HAN = r"\u3400-\u9fff々"
_ZH_VERBS = _TABLES["chinese_verbs"]
_ZH_BEFORE_RE = compile_lazily(
    rf"(?:^|[。！？；，,\s])(?P<who>[他她]|[^。！？；，,“”「」]{{2,40}}?)"
    rf"(?:{_ZH_VERBS})[^。！？；“”「」]{{0,12}}[:：，,]?\s*$"
)
_ZH_AFTER_RE = compile_lazily(
    rf"^[，,。]?\s*(?P<who>[他她]|[^。！？；，,“”「」]{{2,40}}?)(?:{_ZH_VERBS})"
)
# '据《南江晚报》报道', '根据省审计局的报告'
_ZH_ACCORDING_RE = compile_lazily(
    r"(?:^|[。！？；\s])(?:据|根据|按照|據|根據)(?:《(?P<title>[^》]{2,30})》|(?P<who>[^。！？；，,“”「」]{2,30}?))"
    r"(?:的)?(?:报道|報道|報導|消息|介绍|介紹|透露|统计|統計|通报|通報)[，,][^。！？；“”「」]{0,40}$"
)
# '村民李秀英却不相信：'
_ZH_COLON_RE = compile_lazily(r"(?:^|[。！？；\s])(?P<sentence>[^。！？；：“”「」]{3,40})：\s*$")
_JA_VERBS = _TABLES["japanese_verbs"]
_JA_BEFORE_RE = compile_lazily(
    r"(?:^|[。！？\s」、])(?P<who>[^。！？「」、]{2,40}?)(?:には|では|は|が|も)[^。「」]{0,60}$"
)
_JA_AFTER_RE = compile_lazily(
    rf"^と[、]?(?P<who>[^。！？「」、]{{2,30}}?)(?:は|が)[^。「」]{{0,30}}(?:{_JA_VERBS})"
)
# '「…」と園長の松本良子さんは目を細めた': whatever the verb.
_JA_PERSON_AFTER_RE = compile_lazily(
    rf"^と[、]?(?P<who>(?:[{_HAN}\u30a0-\u30ffA-Za-z0-9（）()]{{1,15}}の){{0,3}}"
    rf"[{_HAN}\u30a0-\u30ff]{{1,10}}(?:さん|氏|監督|選手|市長|知事|教授))(?:は|が)"
)
# '「…」――そう話すのは、食堂を営む女性（68）だ。'
_JA_REVEALED_RE = compile_lazily(
    r"^[―—–…。]{0,3}(?:と、?)?そう(?:話す|語る|言う|訴える|振り返る)のは、?(?P<who>[^。！？「」]{2,40}?)(?:（\d+）)?(?:だ|です|である)"
)
# '「…」。社長の中村誠さんは、そう繰り返す。'
_JA_SO_RE = compile_lazily(
    r"^。?(?P<who>[^。！？「」、]{2,30}?)(?:は|が)、?そう(?:話|語|言|訴え|振り返|繰り返|つぶや|笑)"
)
_JA_ACCORDING_RE = compile_lazily(
    r"(?:^|[。！？\s」])(?P<who>[^。！？「」、]{2,40}?)に(?:よると|よれば)、[^。「」]{0,60}$"
)
_KO_BEFORE_RE = compile_lazily(
    r"(?:^|[.!?。\s])(?P<who>(?:[^\s.!?“”\"']+\s){0,4}?[^\s.!?“”\"']+?)(?:은|는|이|가|"
    r"도)\s(?:[^“”\".!?]{0,60})$"
)
# An office ends the subject, whose name may end like a particle: '김다은 시장은'.
_KO_OFFICE_BEFORE_RE = compile_lazily(
    rf"(?:^|[.!?。\s])(?P<who>(?:[^\s.!?“”\"']+\s){{1,3}}?[^\s.!?“”\"']*(?:{_TABLES['korean_offices']}))"
    r"(?:은|는|이|가)\s(?:[^“”\".!?]{0,60})$"
)
_KO_AFTER_RE = compile_lazily(
    r"^(?:이?라고|고|며|면서)\s(?P<who>(?:[^\s.!?“”\"']+\s){0,3}?[^\s.!?“”\"']+?)(?:은|는|이|"
    r"가)\s[^“”\".!?]{0,30}(?:말했|말한|말하|했다|회상|웃었|웃으며|전한|설명한|밝혔|전했|강조했|지적했|덧붙였|설명했|주장했|썼)"
)
_AR_OFFICE_RE = compile_lazily(rf"(?:ال)?(?:{_TABLES['arabic_offices']})(?=\s)")
# Behind a name: 'هاني في حديث للقناة', 'الوزير على هامش الجلسة'.
_AR_OCCASION_RE = compile_lazily(
    r"(?<=\S)\s(?:في|خلال|عبر|على|لدى|أمام|بعد|عقب|إلى|ل(?:وكالة|قناة|صحيفة|شبكة|إذاعة)|لل\S+)(?=\s)"
)
# 'من مركز النيل', which is where somebody works.
_AR_PREPOSITION_RE = compile_lazily(r"(?:من|في|لدى|عن|عبر|إلى|على)\s")
_AR_VERBS = cues.verbs("ar").replace("أ", "[أا]")  # Often written without its hamza.
_AR_BEFORE_RE = compile_lazily(
    rf"(?:^|\s)(?:{_AR_VERBS})\s(?P<who>(?!إن|أن|بأن|بالقول|قائل|في\s|خلال\s|عبر\s|على\s)[^:،.«»\"“”]{{3,60}}?)(?P<behind>،[^:،«»\"“”]{{3,40}}(?=،))?(?:،[^:«»\"“”]{{0,60}})?"
    r"\s*(?:(?:إن|أن|بأن|قائلا|قائلة)\S*(?:\s[^\s:،.«»\"“”]+){0,6})?\s*[:،]?\s*$"
)
_AR_SUBJECT_RE = compile_lazily(
    rf"(?:^|[.!؟،]\s)\W*(?P<who>[^\s:،.«»\"“”]+(?:\s[^\s:،.«»\"“”]+){{1,4}})\s(?:{_AR_VERBS})\s"
    r"(?:إن|أن|بأن)[^«»\"“”.]{0,60}$"
)
_AR_ACCORDING_RE = compile_lazily(
    r"(?:^|[.!؟،]\s)\W*و?(?:وفقا?\sل|وفق|بحسب|حسب)\s?(?P<who>[^:،.«»\"“”]{3,60})،[^:«»\"“”.]{0,60}$"
)
_AR_TOPIC_RE = compile_lazily(
    r"(?:^|[.!؟]\s)(?:أما|لكن|ولكن)\s(?:(?P<first>[^:،.«»\"“”]{3,40})،\s)?(?P<who>[^:،.«»\"“”]{3,40}?)"
    rf"(?:،\sف?|\sف)(?:{_AR_VERBS}|[يت]رى(?!\sالنور))[^«»\"“”.]{{0,40}}$"
)
_AR_AFTER_RE = compile_lazily(
    rf"^[\s،,.]{{0,3}}(?:كما\s|حسبما\s|وفق ما\s|بحسب ما\s)?(?:{_AR_VERBS})\s"
    r"(?P<who>[^:،.«»\"“”]{3,60})"
)
_TR_AFTER_RE = compile_lazily(
    r"^[\s,.;”\"’]{0,4}(?:diyen|diye\s(?:konuşan|yazan|"
    r"ekleyen))\s(?P<who>[A-ZÇĞİÖŞÜ][\w’'-]*(?:\s[A-ZÇĞİÖŞÜ][\w’'-]*){0,4})"
)
# 'Köprünün güzel, yolun kötü olduğunu söyleyen Ayla Kaya, “…”'
_TR_PARTICIPLE_RE = compile_lazily(
    r"\s[a-zçğıöşü]{2,}[ea]n\s(?P<who>[A-ZÇĞİÖŞÜ][\w’'-]*(?:\s[A-ZÇĞİÖŞÜ][\w’'-]*){0,3}),\s*$"
)
_TR_SAID_RE = compile_lazily(
    r"^[\s,.;”\"’]{0,4}(?:dedi|diyor|diye|şeklinde|ifade|sözleriyle|sözlerini)"
)
_TR_BEFORE_RE = compile_lazily(
    r"(?:^|[.!?]\s)(?P<who>[^.!?,“”\"]{2,80}?)(?:,|\sise|\s(?:da|de)\s)[^“”\".!?]{0,100}$"
)
# '网友“江边老柳”', whose marks are spaces in prose.
_ZH_USER_RE = compile_lazily(
    r"(?:网友|網友|用户|用戶)\s?[“「\"\s](?P<name>[^“”「」\"]{1,20}?)[”」\"\s]?"
)
# '董事会后张伟'
_ZH_OCCASION_RE = compile_lazily(
    rf".*(?:董事|理事|监事|監事|股东|股東|发布|發布|座谈|座談|大)[会會][后後](?P<who>[{_HAN}]{{2,4}})"
)
# '主将の高橋健'
_JA_HOLDER_RE = compile_lazily(
    rf".*(?:{_TABLES['japanese_offices']}|主将)の(?P<name>[{_HAN}]{{3,6}})(?:さん|氏)?"
)
# '近くに住む佐々木恵子さん'
_JA_RELATIVE_RE = compile_lazily(
    rf".*[\u3040-\u309f](?<!の)(?![{_HAN}]{{0,5}}(?:代表|[都道府県]知|[市区町村]長|大学|高校|球団))"
    rf"(?P<name>[{_HAN}]{{3,6}}?)(?:さん|氏|監督|選手|投手|教授|社長|市長|知事|議員|弁護士)"
)
_PRONOUNS = (
    frozenset(["他", "她", "他们", "她们", "其", "彼", "彼女", "同氏", "그", "그녀", "هو", "هي"])
    | persian_speakers.PRONOUNS
)
_ZH_OFFICE_RE = compile_lazily(
    rf".*(?:[隊队]長|队长|{_TABLES['chinese_offices']}|[鄉乡鎮镇區区縣县市村省局處处]長|[乡镇区县市村省局处]长)"
)
_KO_OFFICE = frozenset(_TABLES["korean_offices"].split("|"))
_ZH_PERSON_RE = compile_lazily(
    rf"(?:{_TABLES['chinese_offices']}|[乡鄉镇鎮区區县縣市村省局处處]长|[乡鄉镇鎮区區县縣市村省局处處]長)"
    r"(?P<name>[王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖田董袁潘蔡"
    r"蒋蔣余于杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范金石廖贾賈夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙龍史陶黎贺賀顾"
    r"顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯]"
    rf"(?:[{_HAN}]{{2}}(?=[，。、也在对說说表认是的不则則称稱]|.)|[{_HAN}](?=[，。、])))"
)


def find_person(text: str) -> str:
    """Return the last person whom Chinese prose names after an office; '' without one."""
    names = [match["name"] for match in _ZH_PERSON_RE.finditer(text[-400:])]
    return names[-1] if names else ""


def is_pronoun(who: str) -> bool:
    """Return whether the words stand for a person named before."""
    return who in _PRONOUNS


def strip_description(who: str) -> str:
    """Return the name alone: '住在山上的黃志明', '주인 박영수 씨', 'التاجرة سعاد البكري'."""
    if re.search(r"[가-힣]", who):
        tokens = who.split()
        while len(tokens) > 1 and (tokens[-1] in _KO_OFFICE or len(tokens[-1]) == 1):
            tokens = tokens[:-1]
        if tokens[-1] in ("관계자", "당국자", "소식통"):  # '경찰 관계자', who has no name.
            return who
        name = re.sub(r"(?<=[가-힣]{3})씨$", "", tokens[-1])
        return name if re.fullmatch(r"[가-힣]{1,4}", name) and len(tokens) > 1 else who
    if re.search(r"[\u3040-\u30ff]", who):
        who = re.split(r"を(?:務める|勤める|率いる|営む|経営する)", who)[-1]
        holder = _JA_HOLDER_RE.fullmatch(who)
        if holder:
            return holder["name"]
        if resident := _JA_RELATIVE_RE.fullmatch(who):
            return resident["name"]
        tail = who.rsplit("の", 1)[-1]
        is_person = re.fullmatch(
            rf"[{_HAN}]{{2,6}}(?:[\u3040-\u309f]{{2,3}})?(?:さん|氏|くん|ちゃん)", tail
        )
        return re.sub(r"(?:さん|氏|くん|ちゃん)$", "", tail) if is_person and tail != who else who
    if user := _ZH_USER_RE.fullmatch(who):
        return user["name"]
    if re.fullmatch(rf"[{_HAN}·]+", who):
        name = re.sub(
            r"(?<=[他她])[并並也还還又则則]+$|[并並]+$|(?:笑着|哭着|苦笑|感慨|感叹|感嘆|笑|叹|歎)$",
            "",
            re.sub(
                rf"(?<=[{_HAN}]{{2}})[{_HAN}](?![基工内內当當墓营營产產驻駐])[{_HAN}]地$",
                "",
                who.rsplit("的", 1)[-1],
            ),  # '激动地'
        )
        if (match := _ZH_OFFICE_RE.match(name)) and 2 <= len(name) - match.end() <= 4:
            return name[match.end() :]
        return name
    if re.search(r"[\u0600-\u06ff]", who):
        tokens = _AR_OCCASION_RE.split(who)[0].split()
        while len(tokens) > 2 and re.match(r"^(?:ال|لكن$|ولكن$|أما$|و?كما$)", tokens[0]):
            tokens = tokens[1:]
        return " ".join(tokens)
    return who


def find(before: str, after: str, language: str) -> tuple[str, int, bool] | None:
    """Return the words that name a speaker, their offset, and whether it counts in `before`."""
    code = language.split("-")[0]
    if re.search(r"[\u0600-\u06ff]", before + after):
        is_persian = persian_speakers.is_persian(before)
        if is_persian and (subject := persian_speakers.find(before, after)):
            return subject
        if match := _AR_SUBJECT_RE.search(before[-200:]):
            return match["who"].strip(), max(0, len(before) - 200) + match.start("who"), True
        return _find_arabic(before, after)
    if code == "tr":
        return _find_turkish(before, after)
    if hebrew := hebrew_speakers.find(before, after):
        return hebrew
    if hindi := hindi_speakers.find(before, after):
        return hindi
    if re.search(r"[\u3040-\u30ff]", before + after):
        return _first(
            (
                (_JA_REVEALED_RE, after, False),
                (_JA_SO_RE, after, False),
                (_JA_ACCORDING_RE, before, True),
                (_JA_AFTER_RE, after, False),
                (_JA_PERSON_AFTER_RE, after, False),
                (_JA_BEFORE_RE, before, True),
            )
        )
    if re.search(r"[가-힣]", before + after):
        return _first(
            (
                (_KO_AFTER_RE, after, False),
                (_KO_OFFICE_BEFORE_RE, before, True),
                (_KO_BEFORE_RE, before, True),
            )
        )
    if re.search(rf"[{_HAN}]", before + after):
        if match := _ZH_ACCORDING_RE.search(before):
            name = "title" if match["title"] else "who"
            return match[name], match.start(name), True
        candidate = _first(((_ZH_BEFORE_RE, before, True),))
        match = _ZH_COLON_RE.search(before) if candidate is None else None
        if match and (person := find_person(f"{match['sentence']}，")):
            return person, before.rindex(person), True
        candidate = candidate or _first(((_ZH_AFTER_RE, after, False),))
        return _trim_chinese(candidate) if candidate else None
    return None


def _find_arabic(before: str, after: str) -> tuple[str, int, bool] | None:
    start = max(0, len(before) - 200)
    match = _AR_TOPIC_RE.search(before, start)
    if match and match["first"] and _AR_OFFICE_RE.match(match["who"]):
        return match["first"], match.start("first"), True  # 'أما سامي الخوري، صاحب مخبز، فيقول'
    if candidate := _first(((_AR_TOPIC_RE, before, True), (_AR_ACCORDING_RE, before, True))):
        return candidate
    match = _AR_BEFORE_RE.search(before, start)
    name = match["behind"].strip(" ،") if match and match["behind"] else ""
    is_name = bool(name) and not (_AR_OFFICE_RE.match(name) or _AR_PREPOSITION_RE.match(name))
    if match and is_name and _AR_OFFICE_RE.match(match["who"]):
        return name, before.index(name, match.start("behind")), True
    if before.rstrip().endswith(":"):
        return _first(((_AR_BEFORE_RE, before, True),))  # What is behind is another sentence.
    return _first(((_AR_BEFORE_RE, before, True), (_AR_AFTER_RE, after, False)))


def _find_turkish(before: str, after: str) -> tuple[str, int, bool] | None:
    if match := _TR_AFTER_RE.match(after):
        return match["who"].strip(), match.start("who"), False
    if (
        _TR_SAID_RE.match(after)
        or re.search(
            r"(?:şunları (?:söyledi|kaydetti)|dedi ki|şöyle (?:dedi|konuştu))\s*:?\s*$", before
        )
    ) and (match := _TR_PARTICIPLE_RE.search(before) or _TR_BEFORE_RE.search(before)):
        return match["who"].strip(), match.start("who"), True
    return None


def _first(tries: tuple[tuple[re.Pattern[str], str, bool], ...]) -> tuple[str, int, bool] | None:
    for pattern, text, is_before in tries:
        if match := pattern.search(text[-200:] if is_before else text[:200]):
            offset = match.start("who") + (max(0, len(text) - 200) if is_before else 0)
            if who := match["who"].strip():
                return who, offset, is_before
    return None


def _trim_chinese(candidate: tuple[str, int, bool]) -> tuple[str, int, bool] | None:
    who, offset, is_before = candidate
    if (tail := who.rsplit("的", 1)[-1]) != who and 2 <= len(tail) <= 10:
        offset, who = offset + len(who) - len(tail), tail
    if who in _PRONOUNS:
        return who, offset, is_before
    who = re.sub(
        r"(?:\d+日|当天|昨天|今天|近日|日前|随后|同日|周[一二三四五六日]|星期[一二三四五六日])",
        "",
        who,
    )
    who = re.sub(r"(?:对此|此外|同时|其中|但|而|据|另外)", "", who)
    if occasion := _ZH_OCCASION_RE.fullmatch(who):
        who = occasion["who"]
    who = re.split(
        r"(?:(?<=..)(?:求情|受[访訪](?![者民的居])|回[应應](?!者)|出席(?!者))|在|对|向|于|就|也|还|還|又|则|則|对着|接受|[赛賽会會事]后|[赛賽会會事]後)",
        who,
    )[0]
    return (who, offset, is_before) if 1 < len(who) <= 30 else None
