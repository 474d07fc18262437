"""Invented languages: prose whose words are as unevenly frequent as those of real ones.

The most frequent words are real, so that a text search finds stop words where it expects them;
then come some of news, and then thousands that nobody has ever read.
"""

from bisect import bisect
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, product
from random import Random

from blog.common import markup

COMMON = 60  # So many of the most frequent words stand in no title and are not emphasised.


def coined(dice: Random) -> str:
    """A word that hardly any other text has, as a larger site has more words. It is spelt like no
    other, while all of a language are made of a few syllables."""
    return "".join(dice.choice("bcdfghjklmnpqrstvwxz") + dice.choice("aeiouy") for _ in range(4))


def zipf[Item](items: Sequence[Item]) -> "Weighted[Item]":
    """The second is drawn about half as often as the first, the tenth a tenth as often."""
    return Weighted(items, list(accumulate(1 / (rank + 2.7) for rank in range(len(items)))))


class Weighted[Item]:
    def __init__(self, items: Sequence[Item], cumulated: list[float]) -> None:
        self.items, self.cumulated = items, cumulated
        self.total, self.last = cumulated[-1], len(items) - 1

    def draw(self, dice: Random, count: int) -> list[Item]:
        return dice.choices(self.items, cum_weights=self.cumulated, k=count)

    def one(self, dice: Random) -> Item:
        """As `draw`, in a third of the time."""
        return self.items[bisect(self.cumulated, dice.random() * self.total, 0, self.last)]


class Language:
    """`marks` open and close a quotation; `stop` ends a sentence, `comma` parts it.

    Words have neither of the characters that HTML escapes, so that a text is its own HTML.
    """

    def __init__(
        self,
        code: str,
        marks: tuple[str, str],
        frequent: str,
        topical: str,
        syllables: tuple[str, str, str],
        vocabulary: int,
        sentences: int,
        comma: str = ",",
    ) -> None:
        self.code, self.comma = code, comma
        self.opening, self.closing = marks
        self.syllables = [part.split() for part in syllables]
        dice = Random(f"words of {code}")
        invented = ["".join(parts) for parts in product(*self.syllables)]
        dice.shuffle(invented)
        topical_words = topical.split()
        dice.shuffle(topical_words)
        known = [*frequent.split()[:COMMON], *topical_words]
        unknown = (word for word in invented if word not in known)
        words = list(dict.fromkeys([*known, *unknown]))[:vocabulary]
        self.words = zipf(words)
        self.rare = words[len(known) :]
        self.topical = topical_words
        self._sentences = sentences

    @cached_property
    def plain(self) -> list[str]:
        """Sentences to be put together to texts: a draw costs far less than a sentence."""
        dice = Random(f"sentences of {self.code}")
        return [self.sentence(dice) for _ in range(self._sentences)]

    @cached_property
    def marked(self) -> list[str]:
        """The same with emphasis or a link, as HTML."""
        dice = Random(f"marks of {self.code}")
        made = []
        for number in range(self._sentences // 10):
            word = dice.choice(self.rare)
            begin, end = dice.choice(
                [("<em>", "</em>"), ("<strong>", "</strong>")]
                + [(f'<a href="https://news.example.org/{number}">', "</a>")] * 2
            )
            made.append(f"{self.sentence(dice)[:-1]} {begin}{word}{end}.")
        return [markup.PROSE(html) for html in made]

    def sentence(self, dice: Random) -> str:
        words = self.words.draw(dice, dice.randrange(6, 23))
        # The last is no stop word, so that the words of two texts side by side are those of each.
        words.append(dice.choice(self.topical))
        if len(words) > 12:
            words[6] += self.comma
        said = " ".join(words)
        return f"{said[0].upper()}{said[1:]}."

    def saying(self, dice: Random) -> str:
        """What somebody is quoted with, between marks."""
        plain = self.plain
        count = (1, 1, 2, 3)[int(dice.random() * 4)]
        said = " ".join([plain[int(dice.random() * len(plain))] for _ in range(count)])
        return f"{self.opening}{said}{self.closing}"

    def title(self, dice: Random) -> str:
        words = [
            *dice.choices(self.topical, k=2),
            *self.words.draw(dice, 4),
            dice.choice(self.rare),
            coined(dice),
        ]
        said = " ".join(dict.fromkeys(words))
        return said[0].upper() + said[1:]

    def name(self, dice: Random) -> str:
        """A word for a person, a place or a paper."""
        return "".join(dice.choice(part) for part in self.syllables).capitalize()


ENGLISH = Language(
    "en",
    ("“", "”"),
    "the of to and a in that is for it was on with as be by at this he from are have not but had or"
    " they which his an were we their been has will would there what all when who more no one about"
    " after so if out can than its into could other also two over only some",
    "minister budget strike harbour court election senate tariff pension water school rail housing"
    " border energy farm ruling ballot bank hospital quota privacy police council air reactor wage"
    " debt defence wildfire flood fibre bus haven drug refugee teacher prison land charity museum"
    " language coal battery chip currency ferry road appeal party lobby vote inquiry contract"
    " deadline amendment statement memo proposal shortfall promise coalition dispute settlement"
    " forecast mandate reform subsidy levy permit licence audit boycott petition summit treaty"
    " sanction pledge estimate survey headline leak interview debate resignation bailout merger"
    " fund bond loan deficit surplus price rent bridge airport parliament ministry agency factory"
    " reservoir warehouse suburb village province jury witness tenant commuter nurse farmer delayed"
    " rejected approved rewrote defended criticised ignored published withdrew challenged welcomed"
    " questioned postponed financed promised abandoned negotiated signed praised explained revived",
    (
        "ar bel cor dan el fal gar hes il jun kel lor mor nes ol pel quen ros sel tor ul ven wil",
        "a e i o u an en in or ar el am ess ith ond ur ast ell",
        "den ford gate ham ing land ley mere ness port ridge shaw stead ton ward wick worth by",
    ),
    vocabulary=7500,
    sentences=6000,
)
FRENCH = Language(
    "fr",
    ("«\u202f", "\u202f»"),
    "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont"
    " avec ont elle cette mais ou comme son nous aux été on sa leur ses aussi tout entre deux même"
    " fait était être après sans encore dont ils si peut",
    "ministre budget grève port tribunal élection sénat tarif retraite eau école rail logement"
    " frontière énergie ferme arrêt scrutin banque hôpital quota police conseil réacteur salaire"
    " dette défense incendie crue réfugié enseignant prison musée langue charbon monnaie route"
    " parti enquête contrat délai déclaration promesse coalition accord réforme subvention permis"
    " pétition sommet traité sanction sondage fuite débat démission fusion fonds prêt déficit prix"
    " loyer pont aéroport parlement agence usine village province témoin locataire infirmière",
    (
        "ar bel cour dé é fon gar hau jour lan mar nor or pré quin rou sau tour va ver",
        "a é i o an en in ou eau el er",
        "bourg court fort gny lac mont neuf oir pierre rac sard tin val ville zac",
    ),
    vocabulary=3000,
    sentences=1500,
)
ARABIC = Language(
    "ar",
    ("«", "»"),
    "في من على إلى أن عن هذا التي الذي مع كان هذه بعد ما لا قد بين كل ذلك أو حتى كما قبل لم منذ"
    " أمام ثم غير عند لكن أي هو هي كانت إن فقد أكثر حول خلال دون نحو حين أيضا ضد",
    "وزير ميزانية إضراب ميناء محكمة انتخابات مجلس تعريفة معاش مياه مدرسة قطار إسكان حدود طاقة"
    " مزرعة حكم اقتراع بنك مستشفى شرطة هواء مفاعل أجور دين دفاع حريق فيضان لاجئ معلم سجن متحف لغة"
    " فحم عملة طريق حزب تحقيق عقد بيان وعد ائتلاف نزاع تسوية إصلاح دعم رخصة عريضة قمة معاهدة عقوبة"
    " استطلاع تسريب نقاش استقالة اندماج صندوق قرض عجز سعر إيجار جسر مطار برلمان وكالة مصنع قرية",
    (
        "بر تا جم حس خل دا ري زه سل شا صف ضي طا عب غا فر قم كر لي مر نا هد",
        "ا و ي ال ور ين ام اد",
        "ان بة تة جد ري سم ضة فة قان لم مار نة هر ية",
    ),
    vocabulary=2400,
    sentences=1500,
    comma="،",
)
LANGUAGES = (ENGLISH, FRENCH, ARABIC)
