"""September to November 2026: a train, a count, a treaty."""

from .parts import DemoPost, Jump, Picture, Quotation
from .wording import prose

POSTS: tuple[DemoPost, ...] = (
    DemoPost(
        title="The first train to Kestle was four minutes late",
        authors=("camille",),
        labels=("Railways", "Public money", "Statistics"),
        published="2026-09-10 07:20",
        body=(
            Quotation(
                texts=(
                    "“I told you to ask me why, by name, if it hadn’t run. It’s run. I should "
                    "like to be asked anyway.”",
                ),
                attribution=(
                    "Ruth Calloway, Prime Minister, on the platform at Kestle, 5 September 2026"
                ),
                source="calloway",
                said="2026-09-05",
            ),
            prose("""
There was a band, there was bunting from the bakery to the level crossing, and at four minutes
past eleven, fifteen years and three months after the last one, a train came into Kestle from
Ostrey, three coaches, with a thistle on the front. I had got on at Pellwater so as to be able
to say that somebody did.
"""),
            Jump(),
            Picture("kestle-line"),
            prose("""
In August of last year I wrote down the Prime Minister’s promise in ink: before the clocks
change next autumn. They change on the twenty-fifth of October. She was fifty days early, and I
owe her that sentence, and here it is.

I owe my readers the others.

<ul><li>It cost two hundred and three million and not a hundred and eighty-four. The difference
is mostly one bridge.</li><li>The ratio in the ministry’s final appraisal is 1.04. In April of
2025 it had been 0.82. I’ve compared the tables. An hour of ‘other’ is now worth eleven crowns.
Nobody has explained it, and I believe that it’s right.</li><li>There are seven trains a day and
none after ten past eight, so that one may go to Merrow to the theatre, and stay
there.</li></ul>

<h2>Late by what</h2>

Four minutes. Under the rule that Aldmark Railways used until this spring (within six, at the
terminus) the first train to Kestle was on time, and will enter history so. By the neighbours’
rule it was late. I put that to the press office, chiefly out of sentiment, and had an answer
which I would have framed if I’d a wall left.
"""),
            Quotation(
                texts=(
                    "“It was late. We changed the definition in May: three minutes, every stop, "
                    "cancellations count. Didn’t you see? You’d asked for it often enough.”",
                ),
                attribution="Aldmark Railways, press office, 7 September 2026",
                source="railways",
                said="2026-09-07",
            ),
            prose("""
I had not seen. It’s in the <a
href="https://rail.example.org/reports/performance-2025.pdf#page=41">Performance Report for
2025</a>, at footnote 9, where there used to be the trains that didn’t exist: ‘Cancelled
services are counted as late.’ The figure for the year is sixty-four. In January 2024 I wrote
that one could do something about sixty-two: one could print it the next year beside sixty-four.
I’d quite forgotten. I had to sit down on a bench, at Ostrey of all places, until the 7.52 came.
It was a minute early.
"""),
            Quotation(
                texts=(
                    "“Mother took the first one. She’d put a hat on. ‘I’ll take the always,’ she "
                    "said.”",
                ),
                attribution="Karin Holt, chair, Kestle Line Association, 5 September 2026",
                source="holt",
                said="2026-09-05",
            ),
        ),
    ),
    DemoPost(
        title="In place",
        authors=("nadia",),
        labels=("Port of Skarholm", "Inquiries", "Labour", "Official language"),
        published="2026-10-15 18:15",
        body=(
            Quotation(
                texts=("“Thirty-one of the forty-seven recommendations are in place.”",),
                attribution="Port of Skarholm Authority, progress report, 13 October 2026",
                source="port",
                said="2026-10-13",
                url="https://port.example.org/berth-9/progress-2026-10",
            ),
            Quotation(
                texts=("“Nineteen. The rest are in a place. It’s called a folder.”",),
                attribution="Jonas Verrill, secretary, Estuary Dockers’ Union, the same day",
                source="verrill",
                said="2026-10-13",
            ),
            Picture("recommendations"),
            prose("""
On Monday it’ll be three years. I went down with both lists and a pencil, and asked to be shown.
"""),
            Jump(),
            prose("""
Recommendation 3 is in place. I saw it. There is a hard-backed book on a lectern at the foot of
each crane, with a pen on a chain, and on the page for crane 5 a deferral of four days in June,
the name of a duty manager in full, and under it, as witness: <em>M. Tarrow</em>. I asked her
about it at the change of shift.
"""),
            Quotation(
                texts=(
                    "“He came down himself, in the rain. I said, show me the wind for Thursday. "
                    "He’d got it on a bit of paper. So I signed.”",
                    "“Would I have? If he had sent somebody? No.”",
                ),
                attribution="Minna Tarrow, crane driver, Port of Skarholm, October 2026",
                source="tarrow",
                said="2026-10",
            ),
            prose("""
Recommendation 12 is in place according to one list. It says that a man who stops the work
because he thinks it unsafe shall lose no pay by it. The port has a policy. The policy has a
number. I asked eleven lashers on Berth 9 whether they’d lose pay by stopping, and seven said
they supposed so, three laughed, and one asked me whether I was from the port.

That’s the whole of the difference between thirty-one and nineteen. Nobody is lying. The port
counts a recommendation when a document says that it’s so; the union counts it when a lasher
does. I’ve grown up with both those kinds of counting, one in the office at the end of our
street and the other in the street. I never thought to see them drawn in squares.

There’s a test, and I think it’s the judge’s, though she doesn’t put it as one. <em>A safe
system of work is one in which somebody can be telephoned.</em> The port’s report gives a number
for queries about progress. I rang it on Wednesday at two in the morning, when the night shift is
at its coldest, and somebody picked up at the third ring, and gave her name.

I make it twenty.
"""),
        ),
    ),
    DemoPost(
        title="Seven sitting days",
        authors=("tobias",),
        labels=("Parliament", "Surveillance", "Official language"),
        published="2026-11-05 12:30",
        body=(
            prose("""
For those who are keeping count: the Constitutional Court gave Parliament until the thirty-first
of December to put something lawful in the place of section 7. The Assembly rises on the
eighteenth of December. No bill has been tabled. The order paper for the coming fortnight offers
weights and measures, the pay of registrars, and otters.
"""),
            Quotation(
                texts=("“The House will have ample time.”",),
                attribution=(
                    "Ivo Strand, Minister of the Interior, in answer to a question, 4 November 2026"
                ),
                source="strand",
                said="2026-11-04",
                url="https://assembly.example.org/debates/2026-11-04",
            ),
            prose("""
Last time it had forty minutes. I suppose that fifty would be ample.
"""),
        ),
    ),
    DemoPost(
        title="Signed at Saint-Aubert",
        authors=("camille", "tobias", "nadia"),
        labels=("River Orle", "Montaigre", "Tannwald", "Water"),
        published="2026-11-20 08:30",
        summary=(
            "The treaty of 1962 had nine articles and one adjective. Its successor has "
            "thirty-one and none."
        ),
        body=(
            Quotation(
                texts=(
                    "“The share of the lower State is thirty-eight hundredths of the natural "
                    "flow, whatever that flow may be.”",
                    "“The readings of the gauges shall be published each hour, and shall be "
                    "believed.”",
                ),
                attribution="Treaty of Saint-Aubert, 18 November 2026, articles 5 and 8",
                source="saint-aubert",
                said="2026-11-18",
                url="https://orle.example.org/treaties/2026",
            ),
            Picture("flow-years"),
            prose("""
They signed it on the dam on Wednesday, in a wind that took the Landammann’s hat. It was last
seen going downstream, and all three delegations watched it out of sight with the same
expression. Each of us has been writing about this river in one way or another for three years,
and each wanted the last word; as it’s a treaty about shares, we’ve divided the post.
"""),
            Jump(),
            prose("""
<h2>The sum (C.O.)</h2>

The old promise was forty-one, always. The new is thirty-eight in a hundred of what there is.
The lines cross where the river brings a hundred and eight. Above that we gain and below it we
lose, and in nine summers it has brought a hundred and eight in August just once.
"""),
            Picture("treaty-shares"),
            prose("""
So Aldmark has signed away water. I should say so without wrapping. But what it signed away was
water in an article; in the river it had been gone since 2014. We have exchanged a large number
that was not true for a smaller one that will be, every hour, on a public page, to one decimal
place. I’d do it again. I’ve spent my life asking people to make that exchange.

Will it be believed at home? The <em>Evening Post</em> had ‘GIVEN AWAY’ across five columns
yesterday, and the Union’s spokesman had worked out what three cubic metres a second would come
to in bathtubs. It’s a good deal of bathtubs. I wrote to ask what he thought the river had
brought in the Augusts of 2022 and 2024, and by what clause he would have made it bring more. He
has promised to look into it.

There is one number in the treaty that I’d have fought about if I had been there. The ‘natural
flow’ is what would pass Vignelles if nobody took any, and since somebody always does, it’s
never measured; it is reckoned, from four gauges and a formula in annex 2, and the formula has a
coefficient in it for what the apricots drink. They’ve put it at 0.31. Professor Dreyer would
have said 0.34. Between these two lies about half of a cubic metre a second, which is the whole
consumption of a town like Ostrey. It will be looked at again every five years, and I hope that
somebody’s daughter is learning to reckon.

<h2>The text (T.W.)</h2>

I looked for an adjective. There are thirty-one articles, and no ‘ordinary’, no ‘reasonable’,
not one ‘appropriate’ that I can find. Article 8 is the oddest clause that I’ve ever read in a
treaty: the readings ‘shall be believed’. I asked one of the drafters how she would enforce it.
She said that she wouldn’t; but that in 1962 the parties had ‘shared an understanding’, and that
she’d wanted for once to share a fact.

Article 19 says who decides when the three do not agree, and by what day, and what happens if
they don’t by then. It has a name in it. Judge Lorne is seventy-three.
"""),
            Quotation(
                texts=("« Cette fois, nous avons manqué le train. »",),
                attribution=(
                    "Hélène Vasseur, ministre de l’Eau, à la fin de la cérémonie, 18 novembre 2026"
                ),
                source="gazette",
                speaker="vasseur",
                said="2026-11-18",
                url="https://gazette.example.net/2026/11/traite-signe",
                language="fr",
                translations=("“This time, we missed the train.”",),
            ),
            prose("""
<h2>The river (N.R.)</h2>

I was at Brackmouth when they were signing. I’d thought that somebody ought to be at the other
end. The tide was making, so that for an hour there was water enough for anyone; it comes up
brown over the flats and lifts the weed, and you could believe that it was the river coming
back. Then it stops, and stands, and goes. A heron was fishing where the lighter’s ribs are.
There was no one else.

I rang Piet Hallam. The <em>Annelie</em> is for sale. He doesn’t complain of the treaty. He’d
read it, all thirty-one, tied up at Brackmouth with nothing to do, and he found in article 22
what none of the three of us had, and read it out to me over the telephone:
"""),
            Quotation(
                texts=(
                    "“Those who have had their living from the river, and can have it no longer, "
                    "shall be heard each year before the Commission, and their names entered.”",
                ),
                attribution="Treaty of Saint-Aubert, article 22",
                source="saint-aubert",
                said="2026-11-18",
                url="https://orle.example.org/treaties/2026#22",
            ),
            prose("""
‘It’s not money,’ he said. ‘It’s only being written down.’ He’ll go, though. He has asked me
what one wears.
"""),
        ),
    ),
)
