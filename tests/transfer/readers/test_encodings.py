"""Encodings of texts that do not name theirs, in the languages that were written in them."""

import pytest

from transfer.messages import compose_stored
from transfer.readers.encodings import describe_guess, detect_encoding

ENCODINGS = {
    "Wczoraj wieczorem poszliśmy nad rzekę, żeby zobaczyć, czy woda już opadła. Łódź stała"
    " przywiązana do słupa, jak zawsze.": ("cp1250", "iso8859_2"),
    "Včera večer jsme šli k řece podívat se, jestli už voda opadla. Loďka stála přivázaná ke kůlu,"
    " jako vždycky.": ("cp1250", "iso8859_2"),
    "Sinoć smo otišli do rijeke da vidimo je li voda već opala. Možda će doći u srijedu, možda"
    " kasnije; đaci čekaju.": ("cp1250", "iso8859_2"),
    "Tegnap este lementünk a folyóhoz, hogy megnézzük, leapadt-e már a víz, és hűvös volt az idő"
    " a kőhídnál.": ("cp1250", "iso8859_2"),
    "Aseară am mers la râu să vedem dacă apa a scăzut deja. Barca stătea legată de stâlp, şi ploua"
    " fără oprire.": ("cp1250", "iso8859_2"),
    "Dün akşam suyun çekilip çekilmediğini görmek için nehre indik. Kayık her zamanki gibi direğe"
    " bağlıydı.": ("cp1254", "iso8859_9"),
    "Χθες το βράδυ πήγαμε στο ποτάμι για να δούμε αν είχε πέσει το νερό. Η βάρκα ήταν δεμένη.": (
        *("cp1253", "iso8859_7"),
    ),
    "אתמול בערב הלכנו אל הנהר לראות אם המים כבר ירדו. השכנים אמרו שהגשר יהיה סגור עוד שבוע.": (
        *("cp1255", "iso8859_8"),
    ),
    "ذهبنا مساء أمس إلى النهر لنرى هل انخفض الماء. قال الجيران إن الجسر سيبقى مغلقا.": (
        *("cp1256", "iso8859_6"),
    ),
    "เมื่อวานตอนเย็นเราไปที่แม่น้ำเพื่อดูว่าน้ำลดแล้วหรือยัง": ("cp874",),
    "Вчера вечером мы пошли к реке посмотреть, спала ли вода. Лодка стояла у столба.": (
        *("cp1251", "koi8_r", "iso8859_5", "cp866"),
    ),
    "Учора ввечері ми пішли до річки подивитися, чи спала вода. Ніхто її не бачив.": (
        *("cp1251", "koi8_u"),
    ),
    "Љиља, Њиња и Ђока: њих љуља њен ђак, џем је њихов, љут њушка.": ("cp1251",),
    "Ђорђе, Љиљана, Његош, Ћира, Џејн, Јања.": ("cp1251",),
    "Ќе одиме во Ѓевгелија; ѕвезда, ќерка, ѓердан, љубов, џеб.": ("cp1251", "iso8859_5"),
    "Снощи отидохме до реката, за да видим дали водата е спаднала. Никой не знаеше кога.": (
        "cp1251",
    ),
    "昨日の夕方、水が引いたかどうかを見るために川へ行きました。": ("cp932", "euc_jp"),
    "어제 저녁 우리는 물이 빠졌는지 보려고 강으로 내려갔다.": ("cp949",),
    "昨天傍晚我们到河边去看水退了没有。邻居们说桥还要关一个星期。": ("gb18030",),
    "昨天傍晚我們到河邊去看水退了沒有。鄰居們說橋還要關一個星期。": ("big5",),
    "Gestern gingen wir zum Fluss hinunter, außer Jörg, der müde war, um zu hören, wie hoch er"
    " wäre.": ("cp1252",),
    "Où étaient les élèves? Peut-être à la rivière, peut-être après; ça n’a pas cessé.": (
        "cp1252",
    ),
    "¿Quién sabía cuándo llegarían los niños? Quizá el miércoles, quizá mañana.": ("cp1252",),
    "Não há informações: as crianças não irão à escola amanhã, nem depois.": ("cp1252",),
    "La città era là, perché così è: andrà più tardi, mercoledì, o però mai più.": ("cp1252",),
    "I går kväll gick vi ner till ån för att se om vattnet hade sjunkit på ängarna.": ("cp1252",),
    "Naboerne sagde, at børnene måtte køre den længere vej, måske hele døgnet.": ("cp1252",),
    "Kannski á miðvikudaginn, kannski síðar; báturinn lá bundinn við staurinn og það þótti gott.": (
        "cp1252",
    ),
    "Þetta er það sem við vitum.": ("cp1252",),
    "Það varð þögn, og öll þið þögðuð.": ("cp1252",),
    "Eğer gelirse görüşürüz, güneş doğdu.": ("cp1254",),
    "The “bridge” at the café – closed – is one of the children’s ways.": ("cp1252",),
    "They pumped 30 m³, then 40 m³, and at last 90 m³ of it: ¿por qué?": ("cp1252",),
    "Os avós põem a água ali.": ("cp1252",),
}
ROWS = [(text, encoding) for text, names in ENCODINGS.items() for encoding in names]


@pytest.mark.parametrize(("text", "encoding"), ROWS)
def test_text_is_read_in_its_encoding(text, encoding):
    data = f"---\ntitle: A\n---\n\n{text}\n".encode(encoding)
    assert data.decode(detect_encoding(data)) == f"---\ntitle: A\n---\n\n{text}\n"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp1252", "Windows-1252"),
        ("cp874", "Windows-874"),
        ("iso8859_7", "ISO 8859-7"),
        ("big5", "Big5"),
    ],
)
def test_guess_is_named(encoding, name):
    note = compose_stored(describe_guess(encoding))
    assert note == f"Its encoding was guessed as {name}: check its letters."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_no_guess(encoding):
    assert describe_guess(encoding) == ""
