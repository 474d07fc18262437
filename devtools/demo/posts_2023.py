"""Autumn 2023: the strike begins, and a bill is tabled."""

from .parts import DemoPost, Jump, Picture, Quotation
from .wording import prose

POSTS: tuple[DemoPost, ...] = (
    DemoPost(
        title="The quay is quiet and nobody is resting",
        authors=("nadia",),
        labels=("Port of Skarholm", "Labour"),
        published="2023-11-14 08:40",
        body=(
            Quotation(
                texts=(
                    "“We are not asking for a rise this week. We are asking who signed.”",
                    "“Two of ours are dead and the port has sent flowers and a rota.”",
                ),
                attribution=(
                    "Jonas Verrill, secretary, Estuary Dockers’ Union, at the gate of Berth 9, 6 "
                    "November 2023"
                ),
                source="verrill",
                said="2023-11-06",
            ),
            Picture("quay-silent"),
            prose("""
My father used to say that you could tell the hour in our street by the noise from the quay: the
six o’clock hooter, the reversing alarms, the long shudder when a spreader set a box down badly.
I stood in that street on Sunday morning and heard gulls, and somebody’s radio, and a woman
scolding a dog. It was not peaceful. It was like a clock stopping in a sickroom.

Anders Pell and Danilo Reyes were killed at Berth 9 on Thursday the 19th of October, at about
twenty to three in the afternoon, when the boom of crane 4 came down on the deck where they were
unlashing. A third man, whose family has asked that he not be named, lost a leg. On the 6th of
November, after the second funeral, 1,140 dockers walked out. They have published no claim for
money. They have published one question, painted on a bedsheet and hung from the footbridge
where every lorry must pass under it: <em>Who signed?</em>
"""),
            Jump(),
            prose("""
<h2>What was due in March</h2>

What they mean by it is this. A quay crane has its ropes and its boom brake inspected once a
year by somebody who does not work for the shift that uses it. For crane 4 that inspection fell
in March. It was not made in March. Every crane driver I have spoken to knows that it was not
made, because an inspection takes a crane out of service for a day and a half and everyone
remembers a day and a half. What nobody on the quay knows is on whose authority the date was
moved. The port knows. The port has not said.
"""),
            Quotation(
                texts=(
                    "“The Authority’s thoughts are with the families. [It] operates a "
                    "comprehensive maintenance regime, which is kept under continuous review.”",
                ),
                attribution="Port of Skarholm Authority, statement, 20 October 2023",
                source="port",
                said="2023-10-20",
                url="https://port.example.org/news/2023/statement-berth-9",
            ),
            prose("""
Read that second sentence again and look for the person in it. A regime is operated, a review is
kept. You could search the whole of it for a hand and find none. It is a way of writing that I
grew up with, on notices pinned to the canteen wall, and it always meant the same thing: a
decision has been taken, and you are not going to be told by whom.

The harbour master, to her credit, writes differently. Signe Aasland’s notice to shipping on the
first day of the strike ran to four lines, and one of them was a confession of sorts.
"""),
            Quotation(
                texts=(
                    "“Berths 7 to 11 are closed. I do not know for how long. Masters should not "
                    "rely on assurances from any other office.”",
                ),
                attribution="Signe Aasland, harbour master, Port of Skarholm, notice 41/2023",
                source="aasland",
                said="2023-11-06",
                url="https://port.example.org/notices/2023-41",
            ),
            prose("""
<em>Any other office.</em> There are only two offices on that corridor, hers and the chief
executive’s. I would not build a case on three words. But I have known harbour masters all my
life, and they do not waste words on a notice to shipping.

The shops behind Berth 5 are giving credit. The canteen is open because the women who run it
decided that it should be. Strike pay is forty crowns a day from a fund that will last, at that
rate, until about the middle of January. I asked one of the older lashers what happens then. He
said that by then somebody would have found the piece of paper. He said it with great
confidence, as one speaks of the tide.
"""),
        ),
    ),
    DemoPost(
        title="A bill with a modest title",
        authors=("tobias",),
        labels=("Surveillance", "Parliament", "Official language"),
        published="2023-12-05 19:10",
        summary=(
            "The Retention of Movements Bill has eleven clauses. The seventh is the one to read."
        ),
        body=(
            Quotation(
                texts=(
                    "“This is a filing measure. The records exist already; we merely ask that "
                    "they not be thrown away.”",
                    "“No honest traveller will notice the difference.”",
                ),
                attribution=(
                    "Marten Oake, Minister of the Interior, introducing the Bill, 28 November 2023"
                ),
                source="oake",
                said="2023-11-28",
                url="https://assembly.example.org/debates/2023-11-28",
            ),
            prose("""
A minister who calls his bill a filing measure has usually been told by somebody that it is more
than that. The <a href="https://statutes.example.org/bills/2023/31">Retention of Movements
Bill</a>, tabled last Tuesday to an Assembly that was thinking about the port, has eleven
clauses and a schedule. It obliges whoever sells a ticket, reads a number plate or carries a
telephone call to keep the record of where you were, and when, for fourteen months. It does not
oblige them to collect anything new. On that the minister is exact, and I shall try to be exact
in return.
"""),
            Jump(),
            prose("""
<h2>Three words in clause 7</h2>

Begin with who may ask. In the first draft, which circulated in September, the records could be
had by the police, with a magistrate’s order. In the text as tabled there is no magistrate, and
the police have company:
"""),
            Quotation(
                texts=(
                    "“A retained record shall be disclosed upon written request to the police, "
                    "the Revenue, or any body designated by order of the Minister.”",
                ),
                attribution="Retention of Movements Bill, clause 7(1), as tabled",
                source="act",
                said="2023-11",
                url="https://statutes.example.org/bills/2023/31",
            ),
            prose("""
<em>Any body designated.</em> I spent nineteen years in courtrooms listening to what becomes of
small words, and I can report that ‘any’ is the most expensive word in the language. A body is
not a court. It need not be an office of state: the order that designates it is made by one
minister, laid on a table for ten days, and takes effect unless somebody objects. Parliament is
very rarely in the room when somebody ought to object.

<h2>And for what</h2>

Next, for what the records may be had. The explanatory note says, twice, ‘serious offences’. The
bill does not say so once. I read it three times because I did not believe it, and then I asked
the ministry, which sent a courteous answer.
"""),
            Quotation(
                texts=(
                    "“The purposes of disclosure will be set out in guidance, which will be "
                    "published in due course and which bodies will be expected to have regard "
                    "to.”",
                ),
                attribution="Ministry of the Interior, reply to this blog, 1 December 2023",
                source="interior",
                said="2023-12-01",
            ),
            prose("""
So the limit of the power is to be found in guidance; the guidance does not exist; when it does,
it is to be had regard to, which is what one does with the weather. I do not suggest bad faith.
I suggest that this is how a power is made by people in a hurry, and that the people who use it
afterwards will be in no hurry at all.

Here is what I should want from anybody who means to vote for it:

<ol><li>a court between the asker and the record;</li><li>a list of offences, in the bill and
not beside it;</li><li>a list of bodies, closed;</li><li>a duty to tell the traveller
afterwards, once telling can do no harm.</li></ol>

None of these is radical. All four stood in the September draft. Somebody took them out one by
one, and whoever it was has written nothing down that I can find.
"""),
        ),
    ),
    DemoPost(
        title="A correction, with thanks",
        authors=("tobias",),
        labels=("Corrections", "Surveillance"),
        published="2023-12-07 12:05",
        body=(
            prose("""
On Tuesday I wrote that <em>all four</em> of the safeguards I ask for stood in the September
draft of the Retention of Movements Bill. A reader at the Office of the Data Commissioner, who
has the draft in front of her and asked not to be named, points out that the fourth, the duty to
tell the traveller afterwards, stood in a covering note and not in the draft itself. Three,
then, and a note. I have left the sentence where it was, since people have quoted it, and put
this beside it.

The same reader adds that the order which designates a body lies on the table for seven sitting
days, not ten. That is worse than I said, and I am sorry to have been generous.
"""),
        ),
    ),
)
