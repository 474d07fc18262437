"""What readers do not see yet: one draft, one in review, one scheduled."""

from .parts import DemoPost, Jump, Picture, Quotation
from .wording import prose

POSTS: tuple[DemoPost, ...] = (
    DemoPost(
        title="Notes on the harbour board’s minutes",
        authors=("nadia",),
        labels=("Port of Skarholm", "Official language"),
        status="draft",
        body=(
            prose("""
The board publishes its minutes now, which was recommendation 29. I have gone through the first
six. To check before this goes anywhere: who is ‘the Chair’s alternate’, and were the figures
for May the ones that were read out?

<ul><li>January: eleven decisions, eleven names. Good.</li><li>March: ‘it was felt’, once.
Underlined by someone, in the scan.</li><li>June: the crane 5 deferral. Compare with the book on
the lectern (I have a photograph).</li></ul>
"""),
            Quotation(
                texts=(
                    "“The Chair asked that the word ‘noted’ be replaced throughout by the name "
                    "of whoever had noted it.”",
                ),
                attribution="Port of Skarholm Authority, minutes of the board, March 2026",
                source="port",
                said="2026-03",
                url="https://port.example.org/board/2026-03",
            ),
        ),
    ),
    DemoPost(
        title="The repair, and what it repairs",
        authors=("tobias",),
        labels=("Surveillance", "Parliament", "Courts"),
        status="review",
        body=(
            Quotation(
                texts=(
                    "“A retained record shall be disclosed upon the order of a magistrate, or, "
                    "in a case of urgency, of an officer who has considered whether to apply for "
                    "one.”",
                ),
                attribution="Ministry of the Interior, draft of an amendment bill, clause 2",
                source="interior",
                said="2026-11",
                url="https://statutes.example.org/bills/2026/44",
            ),
            prose("""
The bill is here at last. It has four clauses, and it is a great improvement on the section that
the court struck out, as a fence with one gate in it is a great improvement on a field. Let us
go and look at the gate.
"""),
            Jump(),
            Picture("movement-grid"),
            prose("""
There is a magistrate. There is a list of offences, which is a little long, and a list of
bodies, which is closed and has three entries. There is a duty to tell the traveller within a
year. Of the four things that this blog has been asking for since December 2023, the bill has
four. I’d like to stop there and go home.

But then comes <em>urgency</em>. In a case of urgency no magistrate is needed. What is needed is
an officer who has <em>considered</em> whether to apply to one: not who has applied, nor who
could not. And who decides that a case is urgent? The clause does not say, so the officer does,
and what she has considered need not be written down.
"""),
            Quotation(
                texts=(
                    "“Every exception is drafted by someone who imagines a ticking clock. It is "
                    "used by someone who has looked at the clock and it’s nearly five.”",
                ),
                attribution="Oda Renner, Data Commissioner, November 2026",
                source="renner",
                said="2026-11",
            ),
            prose("""
One word would mend it. For ‘considered whether to apply for one’ read ‘applied for one’, and
let the answer follow within the day. I have sent the word to the minister with my
compliments. I’ve also sent him his own sentence about the office one expects to hold, on a
card, in case he would like it for his desk.
"""),
        ),
    ),
    DemoPost(
        title="The Courier remembers",
        authors=("tobias", "camille"),
        labels=("Press", "Archives", "Statistics"),
        scheduled_in_days=6,
        body=(
            Quotation(
                texts=(
                    "“It’s all there but the war. Do mention the war, somebody’s nephew may have "
                    "it in a loft.”",
                ),
                attribution="Edmund Fell, archivist, November 2026",
                source="fell",
                said="2026-11",
            ),
            Picture(
                "courier-spines",
                caption="Salt Street as it was; the volumes are now at the National Library.",
            ),
            prose("""
From this morning anyone may read what <em>The Skarholm Courier</em> said on any day from 3
January 1871 to 30 December 1989, without charge and without giving a name. The years 1915 to
1918 are missing. If you had a great-uncle who was a professor of history and never returned
things, please look.
"""),
            Jump(),
            prose("""
<h2>One search (T.W.)</h2>

I looked first for the leading article of 3 March 1913, the one about consulting a newspaper
upon what it said yesterday. It took four seconds. When I last read it I’d a torch in my teeth.

<h2>And another (C.O.)</h2>

I looked for the word ‘temporary’. It stands in the paper 31,406 times. I took a sample of two
hundred, as one does, and followed each of the things that it was said of to see how long they
had lasted. The median is nineteen years. There’s a temporary footbridge in Skarholm, put up in
1922 for the regatta. It’s the one that the bedsheet hung from.
"""),
        ),
    ),
)
