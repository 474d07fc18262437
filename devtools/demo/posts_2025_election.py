"""July to October 2025: twelve requests, a campaign, a night, a drawer."""

from .parts import DemoPost, Jump, Picture, Quotation
from .wording import prose

POSTS: tuple[DemoPost, ...] = (
    DemoPost(
        title="Twelve requests",
        authors=("tobias",),
        labels=("Surveillance", "Press", "Port of Skarholm", "Official language"),
        published="2025-07-03 18:00",
        body=(
            Quotation(
                texts=(
                    "“I’d been wondering how they always got to my sources before the paper came "
                    "out. I thought I was being careless.”",
                    "“They had me at the canteen, at Mrs Pell’s, at my doctor’s. Twelve times "
                    "they asked, and twelve times somebody sent it.”",
                ),
                attribution="Liv Stenner, reporter, The Skarholm Courier, 1 July 2025",
                source="stenner",
                said="2025-07-01",
            ),
            prose("""
On the eleventh of November 2024 the Minister of the Interior made an order designating eleven
bodies under clause 7 of the Retention of Movements Bill, which had by then been section 7 of an
Act for five months. The order lay on its table for seven sitting days. Nobody objected. The
ninth of the eleven bodies is the police of the Port of Skarholm: fourteen officers, two vans,
and a launch, answerable to the port’s chief executive.

Between the sixth of January and the twenty-second of March, the port’s police asked a telephone
company twelve times where a certain subscriber had been. The subscriber is the reporter who
covers the inquiry into the deaths at Berth 9.
"""),
            Jump(),
            prose("""
We know this by an accident. A clerk at the company, under an older law, is obliged to tell
customers once a year which records of theirs have been disclosed; and nobody had told the clerk
that the new Act made an exception. The letter lists dates, times, and a column headed
‘purpose’. In the column, twelve times, stands the word ‘operational’.

<h2>What is <em>not</em> alleged</h2>

I am going to be careful, as there are lawyers. No one says that the requests were against the
law. That is just what is the matter with them. Section 7 asks for a request in writing, and the
requests were in writing. It asks for a designated body, and the body had been designated. There
is no purpose in the section to be exceeded. When I put it to the ministry that its guidance,
once published, might have had something to say, I was told it had been published.
"""),
            Quotation(
                texts=(
                    "“Bodies should consider whether a request is proportionate. A record of "
                    "such consideration is not required.”",
                ),
                attribution=(
                    "Ministry of the Interior, Guidance on Disclosure, paragraph 4, December 2024"
                ),
                source="interior",
                said="2024-12",
                url="https://interior.example.org/guidance/disclosure-2024",
            ),
            prose("""
It is two pages long. It had been on the ministry’s website for seven months, under ‘Forms’.

<h2>What somebody knew</h2>

Set the twelve dates beside the inquiry’s calendar. The first is the day after Ms Stenner
reported that a rubber stamp existed. Four fall in the week before witness 22, a records clerk,
was to give evidence; witness 22 went on sick leave two days before. I draw no line between
those two facts. I only observe that someone in the port’s employ was in a position to draw it,
and that the Act gave them the pencil.

The chief executive left in March. His successor says that the practice ‘ceased on [her] first
day’, and I believe it. But a protection that begins with a decent person’s first day will end
with her last one.

The <em>Courier</em>, whose owners I have been rude about, is taking the matter to the
Constitutional Court, and Hollin Partners is paying. I had better say so as plainly as I said
the rest.
"""),
        ),
    ),
    DemoPost(
        title="Manifestos, weighed",
        authors=("camille",),
        labels=("Elections", "Public money", "Railways", "Official language"),
        published="2025-08-28 09:40",
        body=(
            Picture("ballot"),
            prose("""
My kitchen scales are accurate to a gram. The Alliance’s manifesto weighs 212, the Union’s 187,
the Green and Rural’s 64 (it is on thinner paper, as a matter of principle), and the Coast
List’s is a folded sheet of eleven. I then weighed them in the other way, which takes longer: I
wrote down each promise that could be found, four years on, to have been kept or broken, and
each that could not.
"""),
            Jump(),
            prose("""
<h2>What can be checked</h2>

<ul><li><strong>Union:</strong> 9 of 118.</li><li><strong>Alliance:</strong> 14 of
131.</li><li><strong>Green and Rural:</strong> 11 of 40.</li><li><strong>Coast List:</strong> 5
of 6.</li></ul>

The Coast List would like three specified slipways dredged, and does not care who knows it. I do
not mean to vote for them, but I’ve seldom been so tempted by a verb.

The remainder are of the kind that I think of as the <em>committed-to</em>. A party is committed
to a railway that works. It is committed to clean water. Being committed is a state, like being
pregnant or being in love; it says that something may be expected, and leaves open what.
"""),
            Quotation(
                texts=(
                    "“We are committed to exploring options for the restoration of services on "
                    "routes such as Kestle, subject to resources.”",
                ),
                attribution="Union manifesto, August 2025, p. 31",
                source="union-party",
                said="2025-08",
                url="https://union.example.org/manifesto-2025.pdf",
            ),
            Quotation(
                texts=(
                    "“The first train will run from Ostrey to Kestle before the clocks change "
                    "next autumn. If it has not, ask me why, by name.”",
                ),
                attribution="Ruth Calloway, leader of the Alliance, Kestle, 23 August 2025",
                source="evening-post",
                speaker="calloway",
                said="2025-08-23",
                url="https://eveningpost.example.com/2025/08/24/calloway-kestle",
            ),
            prose("""
Put those two side by side. The first has four places where it can stop: explore, options, such
as, subject to. The second has none. It may be a foolish promise; the study gives thirty months
for the work, and she has given fourteen. It is the only one of the campaign with a date, a
place and a person in it, and I’ve written it on the calendar in ink.

<h2>What it costs</h2>

Nobody says. The Union’s tax cut is nine hundred million, by my count; by its own, it is ‘fully
funded by growth’. The Alliance’s list comes to seven hundred and forty, funded by ‘fairness’,
which at any rate is in shorter supply than growth and should fetch more. On buying back the
Merrow waterworks it is silent, although its candidates in the city speak of little else. The
sum is nine hundred and ten, and was in the company’s last accounts.

There are three and a half weeks to go. I will put the scales away; one has to bake.
"""),
        ),
    ),
    DemoPost(
        title="The night the map changed its mind",
        authors=("tobias",),
        labels=("Elections", "Parliament"),
        published="2025-09-23 11:25",
        body=(
            Quotation(
                texts=(
                    "“The people have spoken, and I have heard them. I could wish that they’d "
                    "been a little … quieter.”",
                ),
                attribution=(
                    "Elin Sorrel, outgoing Prime Minister, Merrow, in the early hours of 22 "
                    "September 2025"
                ),
                source="evening-post",
                speaker="sorrel",
                said="2025-09-22",
                url="https://eveningpost.example.com/2025/09/22/sorrel-concedes",
            ),
            Picture("party-slope"),
            prose("""
At twenty minutes past eleven on Sunday evening the map on the screen in the Corn Hall at Merrow
was a good deal redder than anybody had foreseen, and a Union agent near me opened a bottle. At
ten to one it was put away, two-thirds full. What had happened between was the postal vote of
the boil-water districts, which is counted last because the sorting office lies at the other end
of the city.
"""),
            Jump(),
            prose("""
It is a habit of columnists to say what an election <em>means</em>. A ballot paper has a cross
on it and no reasons. But districts can be put side by side, and one may look at what else they
have in common.

In the twenty-two where water had to be boiled in February for four days or more, the Union lost
seventeen points. Where it was boiled for a day, nine. Where it never was, six, which is what it
lost in the country. In the four seats behind the quays of Skarholm it lost fewer votes than in
2021, for the simple reason that it had hardly any to lose.
"""),
            Picture("chamber"),
            prose("""
<h2>The arithmetic</h2>

Seventy-six make a majority. The Alliance has seventy-one, and will govern, if it does, with
seventeen members of the Green and Rural, who last sat on the government side in 1988 and have
forgotten where the cloakroom is. They have named their price, to the surprise of no one: the
Kestle line, the Merrow waterworks, and the repeal of section 7.

It is the third that I’ll be watching. A railway can be opened with a ribbon. A utility can be
bought with a cheque. To repeal section 7, a government must give away something that it has
just been handed, that has cost it nothing, and that no one but a handful of bores (I include
myself) would ever notice that it had kept.
"""),
            Quotation(
                texts=("“Section 7 goes in the first hundred days. Not ‘reviewed’. Goes.”",),
                attribution="Ruth Calloway, leader of the Alliance, 22 September 2025",
                source="calloway",
                said="2025-09-22",
                url="https://alliance.example.org/news/2025-09-22",
            ),
            prose("""
The hundredth day, if she is sworn in when she expects to be, is the twenty-second of January.
Like Camille, I have written it on a calendar; unlike her, I used a pencil.
"""),
        ),
    ),
    DemoPost(
        title="From the drawer",
        authors=("tobias",),
        labels=("Surveillance", "Parliament"),
        published="2025-10-16 16:30",
        body=(
            Quotation(
                texts=(
                    "“Yes, that was me in the lobby. I have regretted the phrasing. I’ve not "
                    "regretted the thought.”",
                ),
                attribution="Ivo Strand, Minister of the Interior, 15 October 2025",
                source="courier",
                speaker="strand",
                said="2025-10-15",
                url="https://courier.example.com/2025/10/16/strand-interview",
            ),
            prose("""
In June of last year I put a sentence into the drawer where I keep things for later. An Alliance
member, whom the <em>Evening Post</em> did not name, had just voted for the Retention of
Movements Act, and gave his reason: ‘You don’t disarm the office you expect to hold.’

On Tuesday the Prime Minister gave him the office. He has said since that the thought was his.
It was good of him, nobody could have proved it, and I find that I think better of Mr Strand and
worse of the prospect.
"""),
        ),
    ),
)
