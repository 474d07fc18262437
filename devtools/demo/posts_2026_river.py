"""April to July 2026: a skip, a negotiation, a referendum."""

from .parts import DemoPost, Jump, Picture, Quotation
from .wording import prose

POSTS: tuple[DemoPost, ...] = (
    DemoPost(
        title="A hundred and fifty years in a skip",
        authors=("tobias",),
        labels=("Press", "Archives", "Public money"),
        published="2026-04-09 21:10",
        body=(
            Quotation(
                texts=("“Contents of lower ground floor: misc. paper, approx. 18 t. Clear.”",),
                attribution="Work order for 14 Salt Street, Hollin Partners, April 2026",
                source="hollin",
                said="2026-04",
            ),
            prose("""
I had the call at ten to seven on Saturday morning from a man who drives a skip lorry, who had
taken my name off a column of mine that he had found in the cab. ‘I’ve been told misc. paper,’
he said. ‘It’s got leather on.’

By half past seven there were nine of us in Salt Street. By noon there were a hundred and sixty.
Two came with a horse-box.
"""),
            Jump(),
            prose("""
Hollin Partners has sold the building. It is going to be what such buildings become. The
purchase completes at the end of the month with vacant possession, and of the things that had to
be vacated the last, and in the eyes of a facilities manager the least, were 640 bound volumes
of <em>The Skarholm Courier</em>, from 3 January 1871 to 30 December 2011, and some forty
thousand glass and film negatives in the boxes that they had come in.

Nobody was wicked. I want to say it once more, having said it <a
href="https://pullquote.example.org/2024/04/the-courier-forgets/">two years ago</a> with less
conviction. The manager who wrote ‘misc. paper’ works in another city; he had a floor plan and a
tonnage. When I reached him on his telephone he was appalled. He asked me how much an archive
was, as you might ask how much a horse eats.
"""),
            Quotation(
                texts=(
                    "“We made a chain, like for a fire. I’d a magistrate on my left and on my "
                    "right a lad who’d come for the skip.”",
                    "“1915 to 1918 was lent to a professor in 1961. He’s dead. I live in hopes.”",
                ),
                attribution="Edmund Fell, archivist, 4 April 2026",
                source="fell",
                said="2026-04-04",
            ),
            prose("""
The volumes are in the riding hall of the old barracks, on pallets, under sheets. The National
Library has agreed to take them on deposit, to scan them, and to open what it scans to everybody
without charge. It needs four hundred and twenty thousand crowns, of which Hollin has offered a
hundred. The rights belong to Hollin still. It has undertaken, in two lines, to make no claim
for anything printed before 1990; and the two lines were drafted, I happen to know, on the
tailboard of the horse-box, by the magistrate.

<blockquote>He that will not know what was said of him at the time must be content with what is
said of him after.</blockquote>

That used to hang over the sub-editors’ table, nobody knew from whom. The frame was in the skip.
I’ve got it here.
"""),
        ),
    ),
    DemoPost(
        title="Upstream, downstream, in the middle",
        authors=("camille", "nadia"),
        labels=("River Orle", "Tannwald", "Montaigre", "Statistics"),
        published="2026-05-21 17:30",
        body=(
            Quotation(
                texts=(
                    "„Wir liefern seit achttausend Jahren pünktlich. Jetzt wird der Lieferant "
                    "krank, und die Kundschaft streitet über die Rechnung.“",
                    "„Das Wort ‚gewöhnlich‘ steht nicht mehr im Entwurf. Ich habe es eigenhändig "
                    "gestrichen […] und mich selten so wohl gefühlt.“",
                ),
                attribution=(
                    "Lukas Zirn, Landammann, Kanton Tannwald, im Tannwalder Bote, 19. Mai 2026"
                ),
                source="bote",
                speaker="zirn",
                said="2026-05-19",
                url="https://bote.example.net/2026/05/19/zirn-orle",
                language="de",
                translations=(
                    "“We have delivered on time for eight thousand years. Now the supplier is "
                    "falling ill, and the customers are arguing about the bill.”",
                    "“The word ‘ordinary’ is no longer in the draft. I struck it out with my own "
                    "hand […] and have seldom felt so well.”",
                ),
            ),
            Picture("glacier"),
            prose("""
Oberbrunn has nine hundred inhabitants, one hotel and, last week, three delegations. It was
chosen because it is as far as anyone can go up the Orle in a motor car, and since in sixty-four
years it had occurred to nobody to ask the people who live where the water comes from.

We went together. One of us (C.O.) sat in on the open session with a calculator, and one (N.R.)
walked up to the ice with the man who measures it.
"""),
            Jump(),
            Quotation(
                texts=(
                    "„Die Delegationen werden gebeten, eigenes Schuhwerk mitzubringen. Das Eis "
                    "verhandelt nicht im Saal.“",
                ),
                attribution="Staatskanzlei Tannwald, Einladung an die Vertragsstaaten, April 2026",
                source="kanton",
                said="2026-04",
                url="https://tannwald.example.net/medien/2026-04-orle",
                language="de",
                translations=(
                    "“Delegations are requested to bring their own footwear. The ice does not "
                    "negotiate indoors.”",
                ),
            ),
            prose("""
<h2>In the hall</h2>

They sat at three tables pushed into a triangle, because a round one would not go up the stairs.
For the first morning each table read out what the other two owed it. It is a form that these
things have, like grace. Montaigre’s list had the drowned villages in it and the cost of raising
the dam in 2019; ours had 2022, 2024 and 2025, with the tonnage of barley. The Tannwalders had
no list. Their Landammann said that they had never been promised anything and so were in the
happy position of not having been disappointed.

After luncheon he got up, took the draft, struck out a word in article 3 and sat down again. It
was the only thing that was decided that day.

The draft does away with the number. No state promises any longer to let forty-one of anything
pass anywhere. In its place comes a share: of what the river would bring by itself at Vignelles,
measured at four gauges above and published every hour, Aldmark is to get thirty-eight parts in
a hundred, in good years and in bad.

It is so sensible that one wonders what is wrong with it, and so I did the sum on the back of
the agenda. In August of 2024, when we were at twenty-three and our newspapers spoke of theft,
the natural flow was sixty. Thirty-eight parts in a hundred of sixty is twenty-three.

I showed it to the head of our delegation. She looked at it for some time. Then she said, ‘Yes.
We know. But we’d have been told every hour.’
"""),
            Picture("bands"),
            prose("""
<h2>On the ice</h2>

The path used to end at a hut, and from the hut’s door you stepped down on to the glacier. Now
you step down on to a ladder of eighty-one rungs. Somebody paints the year on the rock. 1998 is
by the door. 2024 is beside a puddle with a boot in it.

Beat Lüthold has measured it every September since he was twenty. He doesn’t say that it is
dying; he says that it is <em>abgemeldet</em>, which is what one says of a man who has told the
town hall that he’s moving away. A third of what flows past Vignelles in August starts here. By
his count it’ll be a fifth when his daughter is his age.
"""),
            Quotation(
                texts=(
                    "« On peut partager ce qui coule. On ne partage pas ce qui manque : cela, "
                    "chacun le garde pour soi. »",
                ),
                attribution="Hélène Vasseur, ministre de l’Eau, Oberbrunn, le 20 mai 2026",
                source="vasseur",
                said="2026-05-20",
                language="fr",
                translations=(
                    "“What flows can be shared. What is lacking cannot be: that, each keeps for "
                    "himself.”",
                ),
            ),
            prose("""
We had supper, the two of us, at the hotel, and disagreed. Camille thinks that a fair rule for
misery is still a great deal better than an unfair one for plenty. Nadia thinks of Piet Hallam’s
barge, which will be no deeper in the water for being there by right. The waiter, who’d been
listening, put down a jug between us. It was from the tap, he said. It was very cold.
"""),
        ),
    ),
    DemoPost(
        title="Referendum in a dry month",
        authors=("camille",),
        labels=("Water", "Elections", "Public money", "Statistics"),
        published="2026-07-02 08:00",
        body=(
            Picture("referendum-tiles"),
            prose("""
Fifty-seven and three-tenths said yes. It was a hot Sunday, there was a football final, and
fewer than forty-five in a hundred came; of those who did, a clear majority wish to own their
waterworks, and from the first of January they will.

I drew the map on Monday with the districts in their places and each of the same size, since
people vote and acres don’t. Then I laid over it the map of last year’s boil notice. You may do
it at home with a window and a sunny day. It isn’t quite the same map. It’s near enough that
I’ve stopped looking for another explanation.
"""),
            Quotation(
                texts=(
                    "“I had nine days to think about who owned it. Before that I’d never once "
                    "thought about who owned it.”",
                ),
                attribution=(
                    "A voter at Hollow Lane school, in the Merrow Evening Post, 29 June 2026"
                ),
                source="evening-post",
                said="2026-06-29",
                url="https://eveningpost.example.com/2026/06/29/what-they-said",
            ),
            Jump(),
            prose("""
<h3>What was bought</h3>

The price is eight hundred and sixty million, fifty fewer than the company had asked. The fifty
came off in April, after the university had done a tenth of the survey which neither side
wanted, using its own students and a borrowed van. They listened at eleven hundred manholes at
three in the morning. I have seen the spreadsheet. There is a column headed ‘Can hear it from
the pavement’.

<h3>What was not</h3>

Five districts voted no, and they aren’t the rich ones, as my side of the breakfast table had
expected; they are those on the northern edge which have wells of their own, and which will now
pay, through the rates, for pipes that do not come to them. Theirs was the best argument of the
campaign. It was never answered, there being no need. I put it down here so that somebody may be
embarrassed by it in time:
"""),
            Quotation(
                texts=(
                    "“You’re asking us to buy you a bucket with a hole in it, and then to be "
                    "neighbours.”",
                ),
                attribution="A speaker in Upper Fold, Merrow Evening Post, 11 June 2026",
                source="evening-post",
                said="2026-06-11",
                url="https://eveningpost.example.com/2026/06/12/upper-fold",
            ),
            prose("""
The company’s leaks stood in 2025 at twenty-four per cent. From January they’re ours, and I mean
to print the number here each quarter, whoever’s it is, in the same type.
"""),
        ),
    ),
)
