"""Invented languages with a realistic word distribution.

The most frequent words are real, so that text search removes stop words as usual; then follow words
of the news, and thousands of invented ones.
"""

from bisect import bisect
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, product
from random import Random

from blog.common import markup

FREQUENT_WORDS = 60  # Titles and emphasised words use none of them.


def invent_word(rng: Random) -> str:
    """Invent a word that is almost unique, since a larger site has more words. It has other letters
    than the syllables of the languages."""
    return "".join(rng.choice("bcdfghjklmnpqrstvwxz") + rng.choice("aeiouy") for _ in range(4))


def zipf[Item](items: Sequence[Item]) -> "Weighted[Item]":
    """Weight items by Zipf's law: the second is drawn about half as often as the first, the tenth a
    tenth as often."""
    return Weighted(items, list(accumulate(1 / (rank + 2.7) for rank in range(len(items)))))


class Weighted[Item]:
    def __init__(self, items: Sequence[Item], cumulative_weights: list[float]) -> None:
        self.items, self.cumulative_weights = items, cumulative_weights
        self.total, self.last = cumulative_weights[-1], len(items) - 1

    def draw(self, rng: Random, count: int) -> list[Item]:
        return rng.choices(self.items, cum_weights=self.cumulative_weights, k=count)

    def draw_one(self, rng: Random) -> Item:
        """Draw one item, in a third of the time of `draw`."""
        weight = rng.random() * self.total
        return self.items[bisect(self.cumulative_weights, weight, 0, self.last)]


class Language:
    """`quotation_marks` are the opening and the closing one.

    Words contain no characters that HTML escapes, so that a text is its own HTML.
    """

    def __init__(
        self,
        code: str,
        quotation_marks: tuple[str, str],
        frequent: str,
        topical: str,
        syllables: tuple[str, str, str],
        vocabulary: int,
        sentence_count: int,
        comma: str = ",",
    ) -> None:
        self.code, self.comma = code, comma
        self.opening, self.closing = quotation_marks
        self.syllables = [part.split() for part in syllables]
        rng = Random(f"words of {code}")
        invented = ["".join(parts) for parts in product(*self.syllables)]
        rng.shuffle(invented)
        topical_words = topical.split()
        rng.shuffle(topical_words)
        real = [*frequent.split()[:FREQUENT_WORDS], *topical_words]
        new = (word for word in invented if word not in real)
        all_words = list(dict.fromkeys([*real, *new]))[:vocabulary]
        self.words_by_frequency = zipf(all_words)
        self.rare = all_words[len(real) :]
        self.topical = topical_words
        self._sentence_count = sentence_count

    @cached_property
    def sentences(self) -> list[str]:
        """Return ready sentences: drawing one takes far less time than composing one."""
        rng = Random(f"sentences of {self.code}")
        return [self.compose_sentence(rng) for _ in range(self._sentence_count)]

    @cached_property
    def formatted_sentences(self) -> list[str]:
        """Return sentences with emphasis or a link, as HTML."""
        rng = Random(f"marks of {self.code}")
        sentences = []
        for number in range(self._sentence_count // 10):
            word = rng.choice(self.rare)
            start, end = rng.choice(
                [("<em>", "</em>"), ("<strong>", "</strong>")]
                + [(f'<a href="https://news.example.org/{number}">', "</a>")] * 2
            )
            sentences.append(f"{self.compose_sentence(rng)[:-1]} {start}{word}{end}.")
        return [markup.PROSE(html) for html in sentences]

    def compose_sentence(self, rng: Random) -> str:
        chosen = self.words_by_frequency.draw(rng, rng.randrange(6, 23))
        # The last word is no stop word: search positions of joined texts depend on it.
        chosen.append(rng.choice(self.topical))
        if len(chosen) > 12:
            chosen[6] += self.comma
        sentence = " ".join(chosen)
        return f"{sentence[0].upper()}{sentence[1:]}."

    def compose_quotation(self, rng: Random) -> str:
        """Compose a quotation of one to three sentences, in quotation marks."""
        sentences = self.sentences
        count = (1, 1, 2, 3)[int(rng.random() * 4)]
        text = " ".join([sentences[int(rng.random() * len(sentences))] for _ in range(count)])
        return f"{self.opening}{text}{self.closing}"

    def compose_title(self, rng: Random) -> str:
        chosen = [
            *rng.choices(self.topical, k=2),
            *self.words_by_frequency.draw(rng, 4),
            rng.choice(self.rare),
            invent_word(rng),
        ]
        title = " ".join(dict.fromkeys(chosen))
        return title[0].upper() + title[1:]

    def invent_name(self, rng: Random) -> str:
        """Invent a name of a person, place or newspaper."""
        return "".join(rng.choice(part) for part in self.syllables).capitalize()


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
    sentence_count=6000,
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
    sentence_count=1500,
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
    sentence_count=1500,
    comma="،",
)
LANGUAGES = (ENGLISH, FRENCH, ARABIC)
