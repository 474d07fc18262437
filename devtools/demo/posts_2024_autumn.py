"""October 2024 to January 2025: a ship without an owner, an inquiry with a judge."""

from .parts import DemoPost, Jump, Picture, Quotation
from .wording import prose

POSTS: tuple[DemoPost, ...] = (
    DemoPost(
        title="Nineteen men and a generator",
        authors=("nadia",),
        labels=("Shipping", "Labour", "Port of Skarholm"),
        published="2024-10-22 21:30",
        body=(
            Quotation(
                texts=(
                    "«نرى أضواء المدينة كل ليلة، ولا أحد في المدينة يرانا.»",
                    "«الطعام يكفينا تسعة أيام. بعدها سأطبخ ما أعرفه عن الصبر.»",
                ),
                attribution=(
                    "Hassan Darwish, ship’s cook, m.v. Nura Bay, to Al-Marsa, 18 October 2024"
                ),
                source="marsa",
                speaker="darwish",
                said="2024-10-18",
                url="https://almarsa.example.com/2024/10/nura-bay",
                language="ar",
                translations=(
                    "“We see the lights of the city every night, and nobody in the city sees us.”",
                    "“The food will do for nine days. After that I’ll cook what I know about "
                    "patience.”",
                ),
            ),
            Picture("anchorage"),
            prose("""
From the window of the seamen’s canteen you can see her without glasses. She lies two and
six-tenths miles out, a little apart from the ships that wait for berths, with her head always
to the wind and one yellow light that comes on at seven and goes out at eleven. Regulars call
her the lodger.

The <em>Nura Bay</em>, twenty-eight thousand tonnes, dropped anchor on the third of August with
a cargo of fertiliser that its buyer no longer wanted. There are nineteen men aboard, of six
nationalities. They have not been paid since May. Her owner, Kestrel Maritime, was struck off a
register in September; the flag on her stern belongs to a republic on the other side of the
ocean, where her papers were issued over a counter by a firm that does nothing else.
"""),
            Jump(),
            prose("""
<h2>Four hours a night</h2>

On Saturday I went out with the launch that brings water. It is not allowed to bring anybody
back. That is the law and not a cruelty: an anchored ship must have a crew, and if the last man
leaves her she is a wreck, and a wreck is a bill for whoever’s water it lies in. So they are the
guard on a thing that nobody owns, held there by a rule that was made to protect everyone except
them.

The chief engineer met us at the rail. He had shaved, I think because he knew that a woman was
coming. He runs one generator of three, for four hours, to keep the freezer from dying
altogether and so that the men can charge their telephones. He has twelve tonnes of fuel. He
told me so in good English, and then said something in his own language to the deck, and when I
asked he wrote it down for me.
"""),
            Quotation(
                texts=(
                    "«Судно без хозяина — это просто железо. А вот люди без хозяина — это всё "
                    "ещё люди, только об этом надо кому-то напомнить.»",
                ),
                attribution="Oleg Sudarev, chief engineer, m.v. Nura Bay, 19 October 2024",
                source="sudarev",
                said="2024-10-19",
                language="ru",
                translations=(
                    "“A ship without an owner is only iron. But people without an owner are "
                    "still people; it’s just that somebody has to be reminded of it.”",
                ),
            ),
            Picture("generator"),
            prose("""
Who is to be reminded? I made a list on the way back, with spray on it.

<ul><li>The <strong>flag</strong>, which is bound to bring home a crew whose owner fails. It has
a <a href="https://register.example.net/forms/17">web form</a>.</li><li>The
<strong>insurer</strong>, which guarantees four months’ wages, and which holds that the policy
lapsed on the thirtieth of July, four days before the anchor went down.</li><li>The
<strong>port</strong>, which is owed dues, and may arrest the ship for them and sell
her.</li></ul>

The third is the one that works. A sale by the court pays the crew first. I asked the Authority
whether it would apply for an arrest.
"""),
            Quotation(
                texts=(
                    "“The vessel is outside the limits of the port and is not, at this time, a "
                    "matter for the Authority.”",
                ),
                attribution="Port of Skarholm Authority, reply to this blog, 21 October 2024",
                source="port",
                said="2024-10-21",
            ),
            prose("""
I looked at the chart. The limit of the port is a circle of two and a half miles about the light
on the east mole. Somebody told her to drop her anchor where she lies, in August, over the
radio, and whoever it was had a ruler.
"""),
        ),
    ),
    DemoPost(
        title="The inquiry sits on Tuesdays",
        authors=("tobias",),
        labels=("Inquiries", "Port of Skarholm", "Courts"),
        published="2024-11-28 17:00",
        body=(
            Quotation(
                texts=(
                    "“Who decided? — It was decided in the meeting. — Who was in the meeting? — "
                    "It was a standing meeting. — Then who was standing in it, Mr Amis?”",
                ),
                attribution=(
                    "Hedda Lorne, judge, and Gregor Amis, chief executive, Port of Skarholm, "
                    "hearing of 26 November 2024"
                ),
                source="lorne",
                said="2024-11-26",
                url="https://berth9.example.org/transcripts/2024-11-26",
            ),
            prose("""
There was laughter, and Judge Lorne stopped it with a look. She is seventy-one, she was called
out of retirement in April, and she has two habits that I never saw together in one judge: she
waits, and she writes down the silence. ‘Witness did not answer’, the transcript says in eleven
places, and there is nothing so loud in print.

The inquiry into the deaths of Anders Pell and Danilo Reyes has been sitting since the third of
September, on Tuesdays and Wednesdays, in the old customs shed. I have missed two days. This is
what I think has been established by the other twenty-two, leaving aside what is merely
believed.
"""),
            Jump(),
            prose("""
<h2>The book</h2>

The inspection book of crane 4 exists. The seal that the ministry put on that office, nine days
after the strike ended, was unbroken. (We had asked here for the same night. I grant that nine
days was enough.) The page for March 2023 bears an entry, a date and, in an oval, some initials
too faint to read. The entry says ‘defer, ops’. Five people have been asked in turn whether the
initials are theirs, and all five have answered with the same care.

<h2>The shift</h2>

Why defer at all? Here the best witness was not an officer of anything. Minna Tarrow drove the
crane next to it.
"""),
            Quotation(
                texts=(
                    "“You can’t take a crane out when there’s a ship on the berth, and there was "
                    "always a ship on the berth. That’s what a good year is.”",
                    "“I heard it before I saw it. It’s a sound like … no. I’d sooner not say "
                    "what it’s like.”",
                ),
                attribution="Minna Tarrow, crane driver, witness 14, 13 November 2024",
                source="courier",
                speaker="tarrow",
                said="2024-11-13",
                url="https://courier.example.com/2024/11/14/witness-14",
            ),
            Picture("containers-monthly"),
            prose("""
I have quoted the second of these from the <em>Courier</em> and not from the transcript because
the transcript, quite properly, leaves out that she then asked for water, and that the judge
poured it.

<h2>The other office</h2>

Readers may remember a notice to shipping from the first day of the strike in which the harbour
master advised masters ‘not [to] rely on assurances from any other office’. Nadia thought at the
time that there was something in it. There was. Signe Aasland came unprompted, asked to be
sworn, and put in evidence a note of her own from July of that year, in which she told the chief
executive that three cranes were past their date and that she would not answer for Berth 9 in a
wind. She received, she said, an acknowledgement.

Mr Amis has not yet been asked about the note. That will be on Tuesday. I have never looked
forward to a Tuesday less, and I would not miss it.
"""),
        ),
    ),
    DemoPost(
        title="طاقمٌ يحرس سفينةً لا يملكها أحد",
        authors=("nadia",),
        labels=("Shipping", "Labour"),
        published="2025-01-15 10:00",
        language="ar",
        summary="خمسة أشهر ونصف على متن «نورا باي»، على مرأى من مقهى البحّارة.",
        body=(
            Quotation(
                texts=(
                    "«أمّي تسألني في الهاتف: هل رست السفينة؟ فأقول لها: نعم، رست. ولا أقول لها "
                    "أين.»",
                ),
                attribution="حسن درويش (Hassan Darwish)، طبّاخ السفينة «نورا باي»، يناير 2025",
                source="darwish",
                said="2025-01",
            ),
            prose("""
كتبتُ عنهم بالإنجليزية في أكتوبر، ووصلتني رسائل كثيرة من قرّاء طيّبين يسألون كيف يمكنهم
المساعدة. لكنّ أحدًا من أهل البحّارة لم يقرأ ما كتبت، فرأيتُ أن أكتب هذه المرّة بلغتهم ولغة أبي،
الذي عمل على هذا الرصيف ثلاثين عامًا.

تسعة عشر رجلًا ما زالوا على متن السفينة منذ الثالث من أغسطس. لم يتقاضوا أجرًا منذ مايو. والقانون
لا يسمح لهم بالنزول، لأنّ السفينة الراسية لا بدّ لها من طاقم؛ فهم يحرسون سفينةً لا يملكها أحد،
لحساب لا أحد.
"""),
            Jump(),
            prose("""
في الأسبوع الماضي تعطّل المولّد الثاني، فصار الضوء ثلاث ساعات بدل أربع. وحين سألتُ حسنًا عمّا
ينقصهم، لم يذكر الطعام ولا المال، بل قال إنّهم يحتاجون إلى من يكتب أسماءهم كاملةً، لأنّ الأوراق
الرسمية تسمّيهم «الطاقم» فحسب.

وقد نشرت صحيفة «المرسى» الأسماء التسعة عشر في صفحتها الأولى يوم الجمعة، واحدًا تحت الآخر، من غير
أيّ تعليق. لم أقرأ هذا العام مقالًا أبلغ منها.
"""),
        ),
    ),
)
