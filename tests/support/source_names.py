"""People and organisations under six names each, in four scripts or more; the first is the main one.

A name is known to one of them only.
"""
# ruff: noqa: E501  # A line for each of them.

PEOPLE = """
Volodymyr Zelenskyy|Володимир Зеленський|Владимир Зеленский|Wolodymyr Selenskyj|泽连斯基|فولوديمير زيلينسكي
Vladimir Putin|Владимир Путин|Володимир Путін|Wladimir Putin|弗拉基米尔·普京|فلاديمير بوتين
Xi Jinping|习近平|習近平|Си Цзиньпин|شي جين بينغ|시진핑
Angela Merkel|Ангела Меркель|安格拉·默克尔|أنغيلا ميركل|Άνγκελα Μέρκελ|アンゲラ・メルケル
Narendra Modi|नरेन्द्र मोदी|Нарендра Моди|纳伦德拉·莫迪|ناريندرا مودي|நரேந்திர மோடி
Benjamin Netanyahu|בנימין נתניהו|Биньямин Нетаньяху|بنيامين نتنياهو|ベンヤミン・ネタニヤフ|本雅明·内塔尼亚胡
Kim Jong-un|김정은|金正恩|Ким Чен Ын|كيم جونغ أون|キム・ジョンウン
Shinzo Abe|安倍晋三|Синдзо Абэ|아베 신조|شينزو آبي|Abe Shinzō
Alexis Tsipras|Αλέξης Τσίπρας|Алексис Ципрас|亚历克西斯·齐普拉斯|أليكسيس تسيبراس|アレクシス・ツィプラス
Bidzina Ivanishvili|ბიძინა ივანიშვილი|Бидзина Иванишвили|بيدزينا إيفانيشفيلي|比齐纳·伊万尼什维利|Bidsina Iwanischwili
Nikol Pashinyan|Նիկոլ Փաշինյան|Никол Пашинян|尼科尔·帕希尼扬|نيكول باشينيان|Nikol Paschinjan
Aung San Suu Kyi|အောင်ဆန်းစုကြည်|Аун Сан Су Чжи|昂山素季|أون سان سو تشي|アウンサンスーチー
Yingluck Shinawatra|ยิ่งลักษณ์ ชินวัตร|Йинглак Чинават|英拉·西那瓦|ينغلاك شيناواترا|잉락 친나왓
Sheikh Hasina|শেখ হাসিনা|Шейх Хасина|谢赫·哈西娜|شيخ حسينة|シェイク・ハシナ
Abiy Ahmed|ዐቢይ አህመድ|Абий Ахмед|阿比·艾哈迈德|آبي أحمد|Abiy Ahmed Ali
Alyaksandr Lukashenka|Аляксандр Лукашэнка|Александр Лукашенко|亚历山大·卢卡申科|ألكسندر لوكاشينكو|Alexander Lukashenko
Zuzana Čaputová|Зузана Чапутова|苏珊娜·恰普托娃|زوزانا تشابوتوفا|Ζουζάνα Τσαπούτοβα|ズザナ・チャプトヴァー
Recep Tayyip Erdoğan|Реджеп Тайип Эрдоган|رجب طيب أردوغان|雷杰普·塔伊普·埃尔多安|Ρετζέπ Ταγίπ Ερντογάν|レジェップ・タイイップ・エルドアン
Luiz Inácio Lula da Silva|Луис Инасиу Лула да Силва|卢拉|لولا دا سيلفا|ルーラ・ダ・シルヴァ|Lula
Malala Yousafzai|ملاله یوسفزۍ|Малала Юсуфзай|马拉拉·优素福·扎伊|मलाला युसुफ़ज़ई|말랄라 유사프자이
Greta Thunberg|Грета Тунберг|格蕾塔·通贝里|غريتا تونبرغ|グレタ・トゥーンベリ|גרטה טונברג
Salome Zourabichvili|სალომე ზურაბიშვილი|Саломе Зурабишвили|萨洛梅·祖拉比什维利|سالومي زورابيشفيلي|Salomé Zourabichvili Kaschia
Tsai Ing-wen|蔡英文|Цай Инвэнь|تساي إنغ ون|차이잉원|Cai Yingwen
Mohammed bin Salman|محمد بن سلمان|Мухаммед ибн Салман|穆罕默德·本·萨勒曼|MBS|ムハンマド・ビン・サルマーン
""".strip()
ORGANISATIONS = """
World Health Organization|WHO|Всемирная организация здравоохранения|世界卫生组织|منظمة الصحة العالمية|世界保健機関
United Nations|ООН|联合国|الأمم المتحدة|国際連合|Ηνωμένα Έθνη
Xinhua News Agency|新华社|Синьхуа|وكالة شينخوا|新華社|신화통신
Médecins Sans Frontières|Ärzte ohne Grenzen|Врачи без границ|无国界医生|أطباء بلا حدود|国境なき医師団
European Central Bank|EZB|Европейский центральный банк|欧洲中央银行|البنك المركزي الأوروبي|Ευρωπαϊκή Κεντρική Τράπεζα
Al Jazeera|الجزيرة|Аль-Джазира|半岛电视台|アルジャジーラ|אל-ג'זירה
Amnesty International|Международная амнистия|国际特赦组织|منظمة العفو الدولية|אמנסטי אינטרנשיונל|Διεθνής Αμνηστία
Red Cross|Rotes Kreuz|Красный Крест|红十字会|الصليب الأحمر|赤十字社
Bank of Japan|日本銀行|Банк Японии|بنك اليابان|일본은행|Nippon Ginkō
International Monetary Fund|МВФ|国际货币基金组织|صندوق النقد الدولي|Fonds monétaire international|ΔΝΤ
""".strip()


def _split(lines: str) -> list[list[str]]:
    return [line.split("|") for line in lines.splitlines()]


NAMES_BY_KIND = {"person": _split(PEOPLE), "organisation": _split(ORGANISATIONS)}
