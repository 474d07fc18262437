"""February and March 2025: a boil notice, and an interim report."""

from .parts import DemoPost, Jump, Picture, Quotation
from .wording import prose

POSTS: tuple[DemoPost, ...] = (
    DemoPost(
        title="Boil, then read the annex",
        authors=("camille",),
        labels=("Water", "Public money", "Official language"),
        published="2025-02-18 08:20",
        body=(
            Quotation(
                texts=(
                    "“As a purely precautionary measure, customers in some areas may wish to "
                    "boil water intended for drinking.”",
                ),
                attribution="Merrow Water plc, notice of 6 February 2025",
                source="merrow-water",
                said="2025-02-06",
                url="https://merrowwater.example.com/notices/2025-02-06",
            ),
            Quotation(
                texts=(
                    "“03.10 turbidity alarm, filter 5. Acknowledged. 03.40 do. Acknowledged. "
                    "04.10 do. Acknowledged.”",
                    "“10.20 [5 Feb.] alarm output disabled pending investigation of alarm.”",
                ),
                attribution="Annex C to the same notice, control room log, 4 and 5 February 2025",
                source="annex-c",
                said="2025-02",
                url="https://merrowwater.example.com/notices/2025-02-06/annex-c.pdf",
            ),
            prose("""
Two hundred and fourteen thousand households ‘may wish’ to boil their water. I have been trying
for twelve days to think of another thing that one may wish to do because otherwise one will be
ill. One may wish to look before crossing. One may wish not to eat the berries.

The notice is a page long. It has three annexes, of which A is a map, B is a list of
bottled-water points, and C is a photocopy, slightly crooked, of the log of the control room at
Hollow Lane. I do not know who attached it. I hope that it was done on purpose, by someone who
has since gone home and slept well.
"""),
            Jump(),
            Picture("boil-zones"),
            prose("""
<h2>Thirty-one hours</h2>

The first alarm is at ten past three in the morning of the fourth. The alarm repeats itself each
half-hour, and each half-hour someone acknowledges it, which in a control room means pressing a
key so that it stops. There are sixty-two such entries. In the sixty-third the alarm itself is
put under investigation and its output disabled, thirty-one hours and ten minutes after it began
to tell the truth.

It would be easy to be angry with whoever pressed the key. I should like to know, first, how
many alarms sound at Hollow Lane on a night when nothing is the matter. A former shift engineer
told the <em>Evening Post</em> that it is about four hundred. A person who is told four hundred
times a night that there is a wolf is not being warned; she is being trained.

<h2>What it would have cost</h2>

The filters at Hollow Lane were to be replaced in 2021. The company’s plan for that year sets
aside nineteen million crowns for it. The plan for 2022 sets aside nineteen million crowns for
it. So do those for 2023 and for 2024. It must be the most thoroughly set aside money in the
country.
"""),
            Picture("leak-ledger"),
            prose("""
The chart has two lines and no argument. One is what the company loses under the street, the
other is what it pays to those who own it. I do not say that the second comes out of the first.
I say that both have gone up for fourteen years, that one of them was decided on each year by a
vote, and that filters never got onto the paper.

The chief executive has apologised, which he did not have to do, and in plain words, which is
rarer.
"""),
            Quotation(
                texts=(
                    "“We got this wrong. I drank it too, for what that’s worth, and I am told "
                    "it’s not worth much.”",
                ),
                attribution="Paul Merrin, chief executive, Merrow Water, 14 February 2025",
                source="evening-post",
                speaker="merrin",
                said="2025-02-14",
                url="https://eveningpost.example.com/2025/02/15/merrin-apology",
            ),
            prose("""
I was disarmed for the length of a cup of tea. Then I noticed what he had not said, which was:
what, by whom, and whether the nineteen million is in the plan for this year. I have looked. It
is.
"""),
        ),
    ),
    DemoPost(
        title="Berth 9, paragraph by paragraph",
        authors=("tobias", "nadia"),
        labels=("Inquiries", "Port of Skarholm", "Labour", "Official language"),
        published="2025-03-20 19:45",
        body=(
            Quotation(
                texts=(
                    "“14. The inspection due in March 2023 was deferred on three occasions. On "
                    "each, the reason given was the want of a free shift. On each, there was a "
                    "free shift.”",
                    "“15. I find that nobody lied about this. Nobody was asked.”",
                    "“16. The initials in the book are those of the chief executive’s office. "
                    "They are not those of a person.”",
                ),
                attribution="Berth 9 Inquiry, Interim Report, 18 March 2025, paragraphs 14 to 16",
                source="interim",
                speaker="lorne",
                said="2025-03-18",
                url="https://berth9.example.org/interim-report.pdf",
            ),
            prose("""
The interim report of the Lorne inquiry was put on the table on Tuesday at eleven. It is
fifty-eight pages long, it has no adjectives to speak of, and by noon on the quay somebody had
chalked <em>15</em> on the leg of crane 4, as high as an arm would reach.

We read it together, aloud, taking turns. It is a good way to read a report: one hears where the
breath gives out.
"""),
            Jump(),
            Picture("deferrals"),
            prose("""
<h2>Paragraph 14</h2>

Three deferrals; and the little chart shows why no one of them seemed like much. A month and a
half, two months, two and a half. Each began from the one before. Ask whether it was reasonable
in September to wait another few weeks for a quiet berth and you will get the answer that the
September meeting got. Nobody in the room was asked whether it was reasonable to wait from
March.

The last sentence of the paragraph is the terrible one. The rosters show that on each of the
three dates a shift was free. It was free at Berth 3, under another manager, on another
spreadsheet.

<h2>Paragraph 15</h2>

<em>Nobody lied. Nobody was asked.</em> We have argued about this. One of us (T.W.) holds that
it is the most severe finding open to a judge: that the thing was so arranged that no one needed
to be dishonest. The other (N.R.) has sat in a kitchen with Anders Pell’s widow, who wanted a
liar. ‘If there was a liar,’ she said, ‘there would be somebody who knew.’

<h2>Paragraph 16</h2>

So: who signed? It was the question on the bedsheet. And the answer, after five months of
hearings, is that a rubber stamp did. There was a stamp, ‘C.E.O.’ in an oval, and it lay in a
drawer to which, by the evidence, nine people had a key. The chief executive told the inquiry
that he had not used it in years.
"""),
            Picture("berth-nine"),
            Quotation(
                texts=(
                    "“I have never deferred an inspection. I have on occasion noted that an "
                    "inspection had been deferred.”",
                ),
                attribution=(
                    "Gregor Amis, chief executive, Port of Skarholm Authority, evidence, 3 "
                    "December 2024"
                ),
                source="amis",
                said="2024-12-03",
                url="https://berth9.example.org/transcripts/2024-12-03",
            ),
            prose("""
The report quotes that answer in full in its thirty-first paragraph and adds nothing to it,
which is how one quotes an answer like that.

The final report, with recommendations, is promised for the autumn. The minister was in Tarn on
Tuesday to open a roundabout. His ministry spoke for him, in the first person.
"""),
            Quotation(
                texts=(
                    "“I welcome this thorough and timely report, and I have asked my officials "
                    "to reflect on its findings.”",
                    "“Lessons will be learned.”",
                ),
                attribution=(
                    "Viktor Hask, Minister of Transport, in a release of the Ministry of "
                    "Transport, 18 March 2025"
                ),
                source="transport",
                speaker="hask",
                said="2025-03-18",
                url="https://transport.example.org/news/2025-03-18-berth-9",
            ),
            prose("""
Learned by whom? It’d be a discourtesy to ask; but the report, on its second page, has asked
already, and so we pass it on.
"""),
        ),
    ),
)
