"""Attribution lines of languages that separate no words by commas or case."""

import re

from blog.extraction.asian_sentences import cut_sentence
from blog.extraction.vocabulary import load_tables
from lib.lazy_regex import compile_lazily

_TABLES = load_tables("asian")
# Name, role, affiliation, kind, and perhaps the publication.
Fields = tuple[str, str, str, str] | tuple[str, str, str, str, str]
_HAN = r"\u3400-\u9fff々"
_KANA = r"\u3040-\u30ffー"
_ZH_OFFICE_RE = _TABLES["chinese_offices"]
_ZH_ORGANISATION = _TABLES["chinese_organisations"]
# Offices that are held at a firm, whatever its name.
_ZH_STAFF = (
    "联合创始人|創辦人|创办人|创始人|首席执行官|首席执行長|首席技术官|首席经济学家|董事长|董事長|总经理|總經理|"
    "总裁|總裁|副总裁|创始合伙人|合伙人|首席科学家|首席分析师|高级分析师|分析师|分析師|产品经理|经理|工程师|"
    "发言人|發言人|主编|总编辑|记者|記者|研究员|教授|副教授|讲师|博士"
)
_ZH_WORK_RE = compile_lazily(
    rf"^(?P<name>[{_HAN}{_KANA}·・]{{2,12}}?)[,，、：:\s]?[《『「](?P<title>[^《》『』「」]{{1,60}})[》』」]"
    r"(?:[（(、,，].*|[^《》『』「」、,，]{1,12}(?:社|書店|書房|出版|文庫|新書|堂|书店|出版部).*)?$"
)
# '《人民日报》评论员文章', '朝日新聞 社説': no person wrote it.
_EDITORIAL_RE = compile_lazily(
    rf"^(?:《(?P<marked>[^《》]+)》|(?P<paper>[{_HAN}{_KANA}]+?(?:新聞|新闻|日報|日报|時報|时报|報|报)))\s?"
    r"[,，、]?(?:本报|本報)?(?:评论员文章|評論員文章|评论员|社论|社論|社评|社評|社説|文章|报道|報導|報道|コラム|天声人語|「[^「」]{1,20}」)$"
)
# '周德兴接受《财新》采访时说'
_ZH_INTERVIEW_RE = compile_lazily(
    r"^(?P<who>[^《》,，]{2,24}?)[,，]?(?:在?接受|对|對|向)《?(?P<medium>[^《》,，]{2,16}?)》?(?:记者|記者)?(?:的)?"
    r"(?:采访|採訪|专访|專訪|表示|说|說|透露)(?:时|時|中)?(?:表示|说|說|称|稱|指出|透露)?[:：]?$"
)
_ZH_RE = compile_lazily(
    rf"^(?P<office>(?:[{_HAN}A-Za-z0-9·・（）()《》“”、]*?)(?:{_ZH_OFFICE_RE}))"
    rf"(?P<name>[{_HAN}]{{2,4}}|[{_HAN}A-Z.]+(?:[・·•‧][{_HAN}A-Z.]+)+|[{_HAN}]{{2,8}})(?:先生|"
    rf"女士)?(?:[（(].*[)）])?$"
)
_ZH_NAME_FIRST_RE = compile_lazily(
    rf"^(?P<name>[{_HAN}]{{2,4}}?|[{_HAN}]+(?:[・·•‧][{_HAN}]+)+)(?:\s*[,，、（(—–:：-]+\s*|\s+)"
    rf"(?P<office>[{_HAN}A-Za-z0-9《》“”、\s]*(?:{_ZH_OFFICE_RE}))[)）]?$"
)
_ZH_TITLE_LAST_RE = compile_lazily(rf"^(?P<name>[{_HAN}]{{2,4}}?)(?P<office>{_ZH_OFFICE_RE})$")
_JA_OFFICE = _TABLES["japanese_offices"]
_JA_COURTESY = frozenset({"氏", "さん", "君", "様"})
_PREFECTURES = (
    "北海道|東京都|大阪府|京都府|(?:青森|岩手|宮城|秋田|山形|福島|茨城|栃木|群馬|埼玉|千葉|神奈川|新潟|富山|石川|福井|山梨|"
    "長野|岐阜|静岡|愛知|三重|滋賀|兵庫|奈良|和歌山|鳥取|島根|岡山|広島|山口|徳島|香川|愛媛|高知|福岡|佐賀|長崎|熊本|"
    "大分|宮崎|鹿児島|沖縄)県|(?:札幌|仙台|横浜|川崎|名古屋|京都|大阪|神戸|広島|福岡|さいたま|千葉|那覇|堺)市"
)
_JA_MINISTRIES = (
    "内閣総理|外務|財務|厚生労働|経済産業|国土交通|農林水産|文部科学|"
    "防衛|環境|総務|法務|復興|デジタル"
)
_COUNTRIES = "[米英仏独露韓伊豪印加]|韓国|中国|ロシア|ウクライナ"
_JA_OFFICE = (
    rf"(?:(?:{_COUNTRIES})(?:大統領|首相|国務長官|国防長官|財務長官|外相|国防相)|{_JA_OFFICE})"
)
_JA_OFFICE = rf"(?:(?:{_JA_MINISTRIES})大臣|{_JA_OFFICE})"
_JA_OFFICE = rf"(?:(?:{_PREFECTURES})?(?:知事|市長)|{_JA_OFFICE})"
_JA_RE = compile_lazily(
    rf"^(?:(?P<place>.+?)(?:の|、|・(?=[{_HAN}]{{2,4}}(?:{_JA_OFFICE}))))?"
    rf"(?!(?:{_PREFECTURES})(?:知事|市長)|(?:{_JA_MINISTRIES})大臣)"
    rf"(?P<name>[{_HAN}]{{2,6}}?|[{_KANA}・＝=]{{2,24}}?|[{_HAN}{_KANA}]{{2,8}}?)"
    rf"(?:[（(][^）)]*[）)])?(?P<office>{_JA_OFFICE})(?:[（(][^）)]*[）)])?$"
)
_JA_NAME_FIRST_RE = compile_lazily(
    rf"^(?P<name>[{_HAN}{_KANA}・＝]{{2,16}}?(?:\s[{_HAN}{_KANA}]{{1,8}})?)(?:氏|さん)?\s*[、,，（(・—–-]\s*"
    rf"(?P<office>[^、,，（）()]*(?:{_JA_OFFICE}))[)）]?$"
)
# 'アン・リー（詩人）', 'アン・リー（英国の詩人／1901－1980）'
_JA_BRACKETED_RE = compile_lazily(
    rf"^(?P<name>[{_KANA}]+[・･＝=][{_KANA}・･＝=]{{1,20}})\s?[（(]"
    r"(?P<office>[^）)／/\d『A-ZＡ-Ｚ]{2,24})"
    r"(?<!新聞)(?<!通信)(?<!放送)(?<!テレビ)(?<!ニュース)(?:[／/][^）)]*)?[）)]$"
)
_JA_ROLE_RE = compile_lazily(
    rf"(?:{_JA_OFFICE}|経営|代表|店主|社員|職員|従業員|店員|主婦|会社員|公務員|農家|住民|学生|高校生|"
    r"大学生|遺族|運転手|利用者|観光客|来場者|参加者|団長|歴\d+年)$"
)
_JA_ORGANISATION_RE = compile_lazily(
    r"^(?P<place>.*(?:大学院|大学|研究所|研究センター|センター|株式会社|会社|銀行|省|庁|党|新聞|協会|学会|財団|機構|病院|委員会|連盟|サービス|"
    r"グループ|市|県|町|村|国))"
    r"(?P<office>.+)$"
)
_KO_OFFICE = _TABLES["korean_offices"]
_KO_RE = compile_lazily(
    rf"^(?:(?P<place>.+?)\s)?(?!\S*(?:학과|학부|대학원|연구소|센터|병원|재단|협회|위원회)\s)(?P<name>[가-힣]{{2,4}}|[가-힣]+(?:\s[가-힣]+)?)[,\s]\s?"
    rf"(?P<office>(?:[가-힣A-Za-z·]+\s){{0,4}}?(?:[가-힣]*(?:{_KO_OFFICE})))(?:\s?[(（].*[)）])?$"
)
_KO_MEDIUM_RE = compile_lazily(
    r"(?:라디오|방송|TV|신문|일보|뉴스|유튜브|페이스북|블로그|변론|연설|토론)$"
)
_KO_FORMER_RE = compile_lazily(
    rf"^(?P<name>[가-힣]{{2,4}})\s(?P<office>(?:전|현|신임|전직)\s(?:\S+\s)?\S*(?:{_KO_OFFICE}))$"
)
_AR_OFFICE = _TABLES["arabic_offices"]
_AR_TITLES_RE = compile_lazily(
    r"^(?:(?:د|أ|م)\s?\.\s?(?:د\s?\.\s?)?|الدكتورة?\s|السيدة?\s|الأستاذة?\s|الشيخ\s|المهندس\s|"
    r"(?:العميد|اللواء|العقيد|الفريق|المقدم|الرائد|النقيب|الجنرال|القاضي|البروفي?سور)\s)"
)
_AR_ORGANISATION_RE = compile_lazily(
    r"\s(?:في|لدى|ب)?\s?(?P<place>(?:ب?(?:جامعة|وزارة|مركز|معهد|منظمة|شركة|مجلس|حزب|هيئة|"
    r"مؤسسة|بنك|وكالة|قناة|صحيفة|جمعية|الأمم|حركة|كتائب|جماعة|كلية|حلف|الاتحاد)).*)$"
)
_AR_FIRST_RE = compile_lazily(
    rf"^(?P<office>(?:{_AR_OFFICE})(?:\s(?:ال|لل|بال|و|في|باسم|عام|دولة|حكومة|حزب|حركة|جامعة|"
    rf"كتائب|جماعة|"
    rf"وزارة|منظمة|مجلس|هيئة)\S*)*)"
    r"\s(?P<name>(?!ال)\S+(?:\s\S+){0,4})$"
)


# 'الأمين العام للأمم المتحدة': of the United Nations.
_AR_HELD_AT_RE = compile_lazily(r"\sلل(?P<place>(?:أمم|اتحاد|حزب|حركة|منظمة|هيئة|جامعة|حلف)\b.*)$")
# 'مریم رضایی وزیر شیلات', 'مریم رضایی وزیر شیلات در گفت‌وگو با سایت ساحل'
_FA_RE = compile_lazily(
    r"^(?P<name>\S+(?:\s\S+){1,3}?)[،,]?\s(?P<office>(?:وزیر|سخنگوی|رئیس|رییس|نماینده|معاون|دبیر|"
    r"مدیر|مدیرکل|فرمانده|استاندار|شهردار|عضو)\s\S.*?)"
    r"(?:\sدر\sگفت[\u200c ]?و[\u200c ]?گو\sبا\s(?P<medium>\S.*))?$"
)
_PERSIAN_RE = compile_lazily("[پچژگ]|ی|ک")
_SAYING_RE = compile_lazily(
    r"(?:谚语|諺語|俗语|俗語|成语|成語|ことわざ|諺|속담)$|^(?:مثل|حكمة)\s\S+$"
)
# What a date was taken from: "習近平、の演説".
_OCCASION_RE = compile_lazily(
    r"^(?P<who>[^,，、《》]+?)\s*[,，、][,，、\s]*の?(?P<occasion>[^,，、《》]*(?:演説|演說|会見|委員会|本会議|国会|談話|講演|答弁|"
    r"インタビュー|"
    r"演讲|演講|讲话|講話|报告|報告|致辞|致詞|贺词|采访|訪問|专访|專訪|发布会|记者会|記者會|연설|기념사|담화|"
    r"회견|기자회견|인터뷰|축사|취임사|신년사|본회의|국정감사|청문회|토론회)(?:で(?:の?答弁)?|において)?)$"
)
_DAY_RE = compile_lazily(r"[,，、\s]\s?\d{1,2}月\d{1,2}日$")
_AT_OCCASION_RE = compile_lazily(
    r"(?<=..)(?:\d{1,2}日)?在[^，,]{0,30}(?:会|會|演讲|演講|讲话|論壇|论坛|采访|採訪|大会|节目|節目)(?:上|中|时|時|期间|期間)"
    r"(?:表示|說|说|称|稱|指出|强调|強調|宣布|回应|回應|透露|坦言|批评|批評)?[:：]?$"
)
# 'لوكالة رويترز', 'لصحيفة النهار': the medium that was spoken to.
_AR_MEDIUM_RE = compile_lazily(
    r"\s(?:ل|في حديث ل|في تصريحات ل|في مقابلة مع )(?P<medium>(?:وكالة|صحيفة|قناة|شبكة|موقع|مجلة|"
    r"إذاعة|تلفزيون|جريدة)\s\S+(?:\s\S+){0,3})$"
)
_AR_OCCASION_RE = compile_lazily(
    r"^(?:(?:في|خلال|أثناء)\s)?(?:ال)?(?:مقابلة|حوار|حديث|تصريح|تصريحات|خطاب|كلمة|مؤتمر|لقاء|"
    r"خطبة)\b"
    r"(?:.*?\s(?:مع|ل|على)\s?(?P<medium>\S.*))?"
)


def parse(line: str) -> Fields | None:
    """Return name, role, affiliation and kind of a line in one of these scripts, or None."""
    line = line.strip(" ,.;:，。、")
    if _SAYING_RE.search(line):
        return line, "", "", "document"
    line = _DAY_RE.sub("", line)
    if match := _EDITORIAL_RE.match(line):
        return match["marked"] or match["paper"], "", "", "publication"
    if match := _ZH_INTERVIEW_RE.match(line):
        fields = parse(match["who"]) or (match["who"], "", "", "person")
        return (*fields[:4], match["medium"])
    line = _AT_OCCASION_RE.sub("", re.sub(r"[（(]当時[)）]", "", line))
    who, programme = cut_sentence(line)
    if who != line:
        subject = parse(who)
        return (*subject[:4], programme) if subject else None
    if match := _OCCASION_RE.match(line):
        fields = parse(match["who"]) or (match["who"], "", "", "person")
        return (*fields[:4], re.sub(r"(?:で|において)$", "", match["occasion"]))
    if re.search(r"[가-힣]", line):
        return _parse_korean(line) or _parse_korean_with_medium(line)
    if match := _ZH_WORK_RE.match(line):
        return match["name"], "", "", "person", match["title"]
    if re.search(rf"[{_KANA}]", line):
        return _parse_japanese(line) or _parse_chinese(line)
    if re.search(rf"[{_HAN}]", line):
        if re.search(r"[省庁党]$|大学$", line) and re.search(
            r"[気県総経財厚労観発検験学対応図]", line
        ):
            return _parse_japanese(line)
        japanese_only = re.search(
            r"大統領|首相$|会長|准教授|氏$|議員$|[務衛産農法交科労境]相$|外相|官房長官|知事$|大臣$|社長|幹事長$|党首$|監督$",
            line,
        )
        return (_parse_japanese(line) if japanese_only else None) or _parse_chinese(line)
    if re.search(r"[\u0600-\u06ff]", line):
        if _PERSIAN_RE.search(line) and (match := _FA_RE.match(line)):
            name = match["name"].strip("،,")
            return name, match["office"], "", "person", match["medium"] or ""
        if medium := _AR_MEDIUM_RE.search(line):
            speaker = _parse_arabic(line[: medium.start()].rstrip(" ،,"))
            return (*speaker[:4], medium["medium"]) if speaker else None
        return _parse_arabic(line)
    return None


def _parse_chinese(line: str) -> Fields | None:
    match = _ZH_TITLE_LAST_RE.match(line)
    if match and not re.search(rf"(?:{_ZH_ORGANISATION})$", match["name"]):
        office = match["office"]
        return match["name"], "" if office in ("先生", "女士") else office, "", "person"
    for pattern in (_ZH_RE, _ZH_NAME_FIRST_RE):
        if match := pattern.match(line):
            affiliation, role = _split_chinese_office(match["office"])
            return match["name"], role, affiliation, "person"
    if re.match(
        r"^《[^》]*(?:法|宪法|憲法|条例|公约|宣言|报告|白皮书|规定|决定|圣经|论语)》", line
    ):
        return line, "", "", "document"
    bare = line.strip("《》「」")
    if re.search(r"(?:报告|报告书|白皮书|文件|声明|公报|宪法|法|条例|圣经|聖經|研究)$", bare):
        return line, "", "", "document"
    if (
        re.search(
            r"(?:日报|晚报|时报|時報|日報|新聞|日報社|早报|早報|周报|週刊|週報|财新|财经|电台|社论|周刊|新闻网|新闻社|通讯社|新华社|[路法美]\w社|中新社|"
            r"中央社|共同社|彭博社|塔斯社|電視台|电视台|杂志|"
            r"报)$",
            bare,
        )
        or line[:1] == "《"
    ):
        return bare, "", "", "publication"
    if re.search(rf"(?:{_ZH_ORGANISATION})$", line) and len(line) > 3:
        return line, "", "", "organisation"
    return (line, "", "", "person") if not re.search(r"[,，、（(\s]", line) else None


def _split_chinese_office(office: str) -> tuple[str, str]:
    office = re.sub(r"^来自[^的]{1,8}的", "", office.strip(" ，,、"))
    office = re.sub("[“”「」]", "", office)
    title = re.search(rf"(?:{_ZH_OFFICE_RE})(?:、.*)?$", office)
    head = office[: title.start()] if title else office
    ends = [match.end() for match in re.finditer(rf"(?:{_ZH_ORGANISATION})", head)]
    if not ends:
        is_staff = title and head and re.match(rf"(?:{_ZH_STAFF})", title[0])
        return (head, title[0]) if title and is_staff else ("", office)
    return office[: ends[-1]], office[ends[-1] :]


def _parse_japanese(line: str) -> Fields | None:
    for pattern in (_JA_RE, _JA_NAME_FIRST_RE):
        match = pattern.match(line)
        if not match:
            continue
        office, place = match["office"], match.groupdict().get("place") or ""
        is_minister = re.fullmatch(rf"(?:{_JA_MINISTRIES})大臣", office)
        if not (place or is_minister) and (split := _JA_ORGANISATION_RE.match(office)):
            place, office = split["place"], split["office"]
        name = match["name"].rstrip("・")
        owner = _JA_ORGANISATION_RE.match(f"{name}X")
        is_swapped = (owner and owner["place"] == name) or re.search(r"[大社]$", name)
        if place and is_swapped and not _JA_ORGANISATION_RE.match(f"{place}X"):
            name, place = place, name
        role = "" if office in _JA_COURTESY else office
        if role == "" and place and _JA_ROLE_RE.search(place):
            role, place = place, ""
        return re.sub(r"[（(].*", "", name), role, place.strip("、"), "person"
    if match := _JA_BRACKETED_RE.match(line):
        return match["name"], match["office"], "", "person"
    bare = line.strip("「」『』")
    if re.search(r"(?:新聞|通信|通信社|放送|テレビ|ニュース)$", bare):
        return bare, "", "", "publication"
    if re.search(r"(?:報告書|白書|声明|憲法|法|調査)$", bare):
        return bare, "", "", "document"
    if re.search(r"(?:省|庁|党|大学|会社|委員会|協会|機構|銀行|センター|研究所|政府)$", bare):
        return bare, "", "", "organisation"
    return None


def _parse_korean(line: str) -> Fields | None:
    line = re.sub(r"\s+씨$", "", line)
    if former := _KO_FORMER_RE.match(line):
        return former["name"], former["office"], "", "person"
    match = _KO_RE.match(line)
    if not match:
        if re.search(r"(?:일보|신문|뉴스|통신|방송)$", line):
            return line, "", "", "publication"
        if (
            re.search(r"(?:부|청|당|대학교|회사|위원회|협회|은행|연구원|재단)$", line)
            and len(line) > 3
        ):
            return line, "", "", "organisation"
        return None
    office_words = match["office"].split()
    place, name = match["place"] or "", match["name"]
    is_swapped = re.search(r"(?:당|대|대학교|부|처|청|위|회|사|은행|원|그룹|전자|국|실)$", name)
    if is_swapped and re.fullmatch(r"[가-힣]{2,4}", place):
        place, name = name, place
    role = office_words[-1] if len(office_words) > 1 and not place else match["office"]
    affiliation = place or (" ".join(office_words[:-1]) if len(office_words) > 1 else "")
    if len(office_words) == 2 and office_words[0] in ("전", "전직", "현", "신임"):
        role, affiliation = match["office"], place
    return name, role, affiliation, "person"


def _parse_korean_with_medium(line: str) -> Fields | None:
    """'김민수 의원, CBS 라디오 ‘뉴스쇼’': where it was said, behind a comma."""
    who, _, where = line.partition(", ")
    fields = _parse_korean(who)
    if not (where and fields and fields[1] and fields[3] == "person"):
        return None
    title = re.search(r"[‘'“\"「《](?P<title>[^’'”\"」》]{2,40})[’'”\"」》]", where)
    medium = title["title"] if title else where if _KO_MEDIUM_RE.search(where) else ""
    return (*fields[:2], fields[2] if medium else fields[2] or where, fields[3], medium)


def _parse_arabic(line: str) -> Fields | None:
    parts = [part.strip() for part in re.split(r"[،,]|\s[—–-]\s", line) if part.strip()]
    titles = _AR_TITLES_RE.match(parts[0])
    name = parts[0][titles.end() :].strip() if titles else parts[0]
    title = titles[0].strip() if titles and not titles[0].startswith("السيد") else ""
    if len(parts) == 1:
        if not titles and (match := _AR_FIRST_RE.match(name)):
            if " " not in match["name"] and re.fullmatch(r"(?!ال)\S+", match["office"]):
                return name, "", "", "person"  # 'مسؤول حكومي' is an official without a name.
            office, affiliation = _split_arabic_office(match["office"])
            return match["name"], office, affiliation, "person"
        if re.match(
            r"(?:وزارة|وكالة|جامعة|هيئة|حكومة|مجلس|حزب|منظمة|شركة|بنك|مؤسسة|مركز|جمعية|محكمة|"
            r"سفارة)\s",
            name,
        ):
            return name, "", "", "organisation"
        if re.match(r"(?:صحيفة|جريدة|قناة|مجلة)\s", name):
            return name, "", "", "publication"
        if re.match(r"(?:تقرير|دراسة|بيان|قانون|دستور|وثيقة|القرآن)", name):
            return name, "", "", "document"
        return name, title, "", "person"
    roles, affiliation = [title] if title else [], ""
    if re.match(rf"^(?:ال)?(?:{_AR_OFFICE})\b", name) and not re.match(
        rf"^(?:ال)?(?:{_AR_OFFICE})\b", second := _AR_TITLES_RE.sub("", parts[1]).strip()
    ):
        role, affiliation = _split_arabic_office(name)
        return second, role, affiliation, "person"
    medium = ""
    for part in parts[1:]:
        if work := re.fullmatch(
            r"(?:رواية|كتاب|قصيدة|ديوان|مسرحية|مقال)?\s?[«“\"](?P<title>.+)[»”\"]", part
        ):
            medium = medium or work["title"]
        elif occasion := _AR_OCCASION_RE.match(part):
            medium = medium or occasion["medium"] or ""
        elif re.match(rf"^(?:ال)?(?:{_AR_OFFICE})\b", part):
            role, place = _split_arabic_office(part)
            roles.append(role)
            affiliation = affiliation or place
        elif " " not in part:
            roles.append(part)
        elif not affiliation:
            affiliation = part
    return name, "، ".join(roles), affiliation, "person", medium


def _split_arabic_office(office: str) -> tuple[str, str]:
    if held := _AR_HELD_AT_RE.search(office):
        return office[: held.start()], f"ال{held['place']}"
    match = _AR_ORGANISATION_RE.search(office)
    if not match or re.match(r"^رئيس\s(?:مجلس|ال)", office):
        return office, ""
    place = re.sub(r"^ب(?=جامعة|وزارة|مركز|معهد|كلية)", "", match["place"])
    return office[: match.start()].strip().removesuffix(" باسم"), place
