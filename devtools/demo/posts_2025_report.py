"""November 2025 to February 2026: verbs, a letter, a leak, a judgment."""

from .parts import DemoPost, Jump, Picture, Quotation
from .wording import prose

POSTS: tuple[DemoPost, ...] = (
    DemoPost(
        title="Four hundred and twelve pages of verbs",
        authors=("nadia", "tobias"),
        labels=("Inquiries", "Port of Skarholm", "Labour", "Official language"),
        published="2025-11-13 20:50",
        body=(
            Quotation(
                texts=(
                    "“In 4,200 pages of the port’s papers I have counted the verb ‘to decide’ in "
                    "the active voice on nine occasions.”",
                    "“A safe system of work is one in which somebody can be telephoned.”",
                    "“I recommend that no inspection be deferred except by a named officer, in "
                    "handwriting, before a witness from the shift that will work beneath the "
                    "crane.”",
                    "“Anders Pell was thirty-four. Danilo Reyes was fifty-one. They were told "
                    "that it was safe, by a calendar.”",
                ),
                attribution="Hedda Lorne, judge, Berth 9 Inquiry, Final Report, 11 November 2025",
                source="final",
                speaker="lorne",
                said="2025-11-11",
                url="https://berth9.example.org/final-report.pdf",
            ),
            prose("""
Judge Lorne’s final report begins with two names and their ages and ends with forty-seven
recommendations, and in between it does a thing that neither of us has seen an official report
do before. It studies grammar.
"""),
            Jump(),
            prose("""
<h2>Chapter 6 (T.W.)</h2>

The sixth chapter is called ‘By Whom’. It takes the port’s minutes for the nine months before
the accident and asks of every sentence what a child would ask. It was agreed to defer: by whom?
Concerns were noted: by whom, and on what? The matter was felt to be in hand. Judge Lorne had
each of those who had sat at the table mark on a copy which of the decisions were theirs. They
marked, between the nine of them, four out of eighty-three. Seventy-nine decisions had been
taken in a closed room with no one in it.

She is fair about it. She says that nobody sets out to write like that. One minutes a meeting in
the passive because one is junior, and it’s rude to point; then one is senior, and it has become
one’s style; and in the end there is a building full of people, all of whom are polite, in which
the sentence ‘I have decided that crane 4 shall not be inspected this month’ could not be
uttered by anybody, while the thing itself may be done three times over. ‘The language did not
cause the accident’, she writes. ‘It made room.’

I have read a great many reports, and they mostly find that a <em>culture</em> was to blame. She
uses the word once, in order to refuse it. ‘A culture’, she writes, ‘is a thing that grows in a
dish when nobody washes it.’ She then says who ought to have washed it, in an order of
precedence, with dates.
"""),
            Picture("crane-four"),
            prose("""
<h2>Recommendation 3 (N.R.)</h2>

For me it’s the third: a named officer, in handwriting, before a witness from the shift below.
People have been telling me since Tuesday that it is old-fashioned. There are systems now, they
say, with audit trails. I know there are. There was one at Berth 9. It recorded faithfully that
at 16.02 on the fourth of September a deferral had been entered by the user OPS-SHARED.

A man who must write his name while somebody watches, somebody who’ll be standing under the load
on Thursday, may still write it. But he will look up first.

I took the report to Berth 5, to Mrs Pell. She’d asked for a paper copy. She read the first page
and turned to the last to see that it was signed, and it is, in ink; they scanned it so.

I’ll say something about the widow of Danilo Reyes too, as she has asked me to. She didn’t come
to the hearings. She works nights at the fish hall and the hearings were in the day. In the
second chapter there is a page about him and what he was like at his work, how he checked other
men’s twistlocks after his own and was laughed at for it, and it’s footnoted, as everything is.
The footnote says: ‘Mrs Reyes, interviewed by the chair at the fish hall, 02.30, 14 January
2025.’ The judge had gone to her. There is no mention of it in the list of sittings. I found out
from the man who keeps the gate, and he told me that she’d brought her own thermos.

<h2>What is still missing</h2>

There will be no prosecution of any person. The public prosecutor said so within two hours,
which suggests that he is a quick reader. The port as a body will be charged and fined, out of
the port’s money, which belongs to the state and the city, which will receive it.
"""),
            Quotation(
                texts=(
                    "“We asked one question for two years. She’s answered it: all of them, a bit "
                    "at a time, and none of them at all.”",
                ),
                attribution="Jonas Verrill, secretary, Estuary Dockers’ Union, 11 November 2025",
                source="union",
                speaker="verrill",
                said="2025-11-11",
                url="https://edu.example.org/statements/2025-11-11",
            ),
            prose("""
They took the bedsheet down from the footbridge that evening. It is to go to the city museum. It
had been replaced twice, we learned; cotton does not last in that wind.
"""),
        ),
    ),
    DemoPost(
        title="A letter that came to the canteen",
        authors=("nadia",),
        labels=("Shipping", "Labour"),
        published="2025-12-18 09:05",
        body=(
            Quotation(
                texts=(
                    "«أكتب إليكم من مطبخٍ لا يهتزّ. لم أعتد ذلك بعد، فما زلت أربط القدر كلّ ليلة.»",
                ),
                attribution="Hassan Darwish, formerly cook of the Nura Bay, letter, December 2025",
                source="darwish",
                said="2025-12",
                language="ar",
                translations=(
                    "“I am writing to you from a kitchen that doesn’t rock. I haven’t got used "
                    "to it yet; I still tie the pot down every night.”",
                ),
            ),
            prose("""
It is pinned up beside the tide tables, with the translation under it in my handwriting, and I
have his leave to print this much. He has a job in a school. He has the rest of his money now as
well: the insurer paid in November, eighteen months late, without a word, as you put a coin in a
saucer on your way out.

He asks how the women in the canteen are, each by name, and then he asks who has the anchorage
now. Nobody, I shall tell him. There’s a buoy on it.
"""),
        ),
    ),
    DemoPost(
        title="Who owns a leak",
        authors=("camille",),
        labels=("Water", "Public money", "Statistics"),
        published="2026-01-22 08:15",
        body=(
            Picture("tap"),
            prose("""
A drop a second does not sound like much, and is eleven cubic metres a year. I timed the
stopcock under my own sink over Christmas, having nothing better to do, and called a plumber,
and thereby found myself in the middle of the great question of the season. The leak was on the
street side of the meter by the breadth of a hand. It was not mine. The plumber would not touch
it. Merrow Water, when I rang, said that it was on its list.

In June the city will vote on whether to buy the company back. Both sides have sent me leaflets.
Both of them are mistaken about what would be bought.
"""),
            Jump(),
            Quotation(
                texts=(
                    "“The network is carried at 641 million crowns. No condition survey has been "
                    "undertaken of assets laid before 1970.”",
                ),
                attribution="Merrow Water plc, Annual Report 2025, note 17",
                source="merrow-water",
                said="2026-01",
                url="https://merrowwater.example.com/reports/2025.pdf",
            ),
            prose("""
Of the nine hundred and ten million that the company is said to be worth, six hundred and
forty-one is pipes. Of the pipes, by length, fifty-eight in a hundred were laid before 1970. So
the greater part of what is for sale is something at which nobody has looked in fifty-five
years, and which is known to lose a quarter of whatever is put into it. It is carried at cost.

<h2>The case for</h2>

That the owners have had fifty-eight million a year out of it and put nineteen million, four
times over, into a plan. This is true and it is strong. It is an argument about the past,
however, and the past will be paid out in cash at completion.

<h2>The case against</h2>

That the city will be no better at it. The leaflet has a picture of the municipal swimming bath,
which has been shut for repair since 2019, and I admit that I laughed. But what follows from it?
A bad owner whom one can vote out is not the same as a bad owner whom one cannot.

<h2>The case that nobody makes</h2>

For the price of the pipes somebody might look at the pipes. A survey of the old network would
cost eleven million and take a year, so the university says. One would then know whether one was
buying an asset or a liability, and it’s odd that of the two parties to the sale neither wants
to be told.
"""),
            Quotation(
                texts=("“If we surveyed it we should have to disclose it.”",),
                attribution=(
                    "Paul Merrin, chief executive, Merrow Water, to the council’s committee, 20 "
                    "January 2026"
                ),
                source="merrin",
                said="2026-01-20",
                url="https://merrow.example.org/committees/utilities/2026-01-20",
            ),
            prose("""
I have said here before that Mr Merrin speaks plainly. It is a dangerous gift in his line of
work, and I’ll be sorry when somebody takes it away from him.

They came about the stopcock on Monday. It’s still dripping, but it has been photographed.
"""),
        ),
    ),
    DemoPost(
        title="The court reads the statute aloud",
        authors=("tobias",),
        labels=("Surveillance", "Courts", "Press"),
        published="2026-02-26 18:40",
        body=(
            Quotation(
                texts=(
                    "“A power that is given to anybody, for anything, with a duty to tell "
                    "nobody, is not a power limited by law. It is merely a power.”",
                    "“The word ‘any’ in section 7(1) has been defended before us as a drafting "
                    "convenience. So it was; that is the objection to it.”",
                ),
                attribution=(
                    "Constitutional Court, Judgment 2026/4, 24 February 2026, paragraphs 38 and 41"
                ),
                source="judgment",
                speaker="court",
                said="2026-02-24",
                url="https://court.example.org/judgments/2026-4",
            ),
            prose("""
The hundredth day came and went on the twenty-second of January, and section 7 with it; that is
to say that section 7 did not go. It was under review. On Tuesday, while the review was still
looking for a chairman, five judges took the section out by the roots.
"""),
            Jump(),
            prose("""
The case was that of Liv Stenner and <em>The Skarholm Courier</em>, and the facts were those of
the <a href="https://pullquote.example.org/2025/07/twelve-requests/">twelve requests</a>. The
judgment is forty-four pages. I shall not summarise it, since the court has done what I always
hope for and rarely get, and has simply read the thing aloud, clause by clause, saying of each
what it permits. One would think that this had been done before the Act was passed. There had
been forty minutes.

<h2>What has gone</h2>

Section 7, which said who might ask. Section 9, which forbade anybody to say that they had been
asked. The order of November 2024 with its eleven bodies, of which it turns out three had never
heard that they were on it.

<h2>What has not</h2>

The keeping. The records of where everyone was go on being kept for fourteen months. The court
was not asked about that, and says, a little wistfully, that it was not. And since it dislikes a
vacuum, the police may go on asking, with a magistrate’s order, until the end of the year, when
‘Parliament will have had the opportunity to think’.
"""),
            Quotation(
                texts=(
                    "“We shall study the judgment and bring forward proposals that meet the "
                    "court’s concerns [and] preserve an essential capability.”",
                ),
                attribution="Ministry of the Interior, statement by the minister, 24 February 2026",
                source="interior",
                speaker="strand",
                said="2026-02-24",
                url="https://interior.example.org/news/2026-02-24",
            ),
            prose("""
The insertion is mine, by the way; the ministry wrote ‘whilst continuing to’, which I can read
but not type.

‘Concerns’ is a word to be watched. A court doesn’t have concerns. It has found that for
fourteen months the state acted without law towards every person who owns a telephone. If my
landlord came in by night and a judge had said that he mustn’t, I should be surprised to be told
that he would meet the judge’s concerns, while preserving an essential capability.

Here is what I should like to see in the repair, and I find that I have no need to write it down
again. It is <a href="https://pullquote.example.org/2023/12/a-bill-with-a-modest-title/">the
list that I made in December 2023</a>. As I had to admit at the time, three of the four had been
in the government’s own first draft.
"""),
        ),
    ),
)
