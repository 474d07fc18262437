"""January and February 2024: punctuality, and a settlement."""

from .parts import DemoPost, Jump, Picture, Quotation
from .wording import prose

POSTS: tuple[DemoPost, ...] = (
    DemoPost(
        title="Ninety-one per cent of what",
        authors=("camille",),
        labels=("Railways", "Statistics", "Official language"),
        published="2024-01-17 07:30",
        body=(
            Quotation(
                texts=(
                    "“In 2023 ninety-one per cent of services arrived on time, the best result "
                    "since comparable records began.”",
                ),
                attribution="Aldmark Railways, Performance Report 2023, foreword",
                source="performance",
                said="2024-01",
                url="https://rail.example.org/reports/performance-2023.pdf",
            ),
            prose("""
I took the 7.52 from Ostrey on Monday and it did not arrive at all. I mention this not as
evidence, one train being an anecdote and a cold platform being no place for method, but because
it led me to a footnote. A train that does not arrive, says <a
href="https://rail.example.org/reports/performance-2023.pdf#page=44">footnote 9</a> of the
report, ‘falls outside the population’. My 7.52 was not late. It was not anything. It had been
excused from existence, and the ninety-one per cent had got a little better while I stamped my
feet.
"""),
            Jump(),
            Picture("on-time"),
            prose("""
A percentage is a sentence with most of its words left out. Put them back, and the railway’s
sentence reads: of those trains which ran to their terminus, ninety-one in a hundred reached
<strong>the terminus</strong> no more than six minutes after the time in the timetable in force
<strong>on that day</strong>. Each of the phrases in bold is doing paid work.

<h3>The terminus</h3>

The timetable gives the last stretch of nearly every line a few minutes that the train does not
need. Between Harrow Road and Skarholm Central the 17.10 is allowed fourteen minutes for a run
of eight. I do not object to slack; a railway without it is a row of dominoes. But if
punctuality is measured only where the slack is, then what is measured is the slack. Count each
stop at which somebody can get off, and ninety-one becomes seventy-three.

<h3>On that day</h3>

When works are announced the timetable is amended, and a train that is twenty minutes later than
usual by amendment is on time by definition. In October the Tarn line ran to nine successive
timetables. I asked the press office how a passenger was to know which of them she was late by.
"""),
            Quotation(
                texts=(
                    "“Customers are encouraged to check before they travel, and again on the day "
                    "of travel, and at the station.”",
                ),
                attribution="Aldmark Railways, press office, 15 January 2024",
                source="railways",
                said="2024-01-15",
            ),
            prose("""
There is a Montaigre word for this, which the neighbours’ own railway reports use without
blushing: they count <em>l’heure promise</em>, the hour that was promised when the ticket was
sold, at each stop, within three minutes, and a cancelled train counts as late. By that rule the
year was sixty-two. It is not a scandalous figure. Theirs was sixty-six.

And that is the pity of it. Sixty-two is a number one could do something about. One could print
it next year beside sixty-four. Ninety-one has nowhere to go but ninety-two, and everyone who
has stood at Ostrey in January knows what to think of ninety-two.

The minister was asked about it in the Assembly yesterday and gave an answer I have grown rather
fond of.
"""),
            Quotation(
                texts=(
                    "“I travel by train myself, and I find that they are ‘on time’ far more "
                    "often than people [on the benches opposite] seem to … remember.”",
                ),
                attribution=(
                    "Viktor Hask, Minister of Transport, in answer to a question, 16 January 2024"
                ),
                source="hask",
                said="2024-01-16",
                url="https://assembly.example.org/debates/2024-01-16",
            ),
            prose("""
The quotation marks are in the official record. I should love to know whose they are.
"""),
        ),
    ),
    DemoPost(
        title="What the settlement does not say",
        authors=("nadia", "tobias"),
        labels=("Port of Skarholm", "Labour", "Inquiries", "Official language"),
        published="2024-02-12 18:20",
        body=(
            Quotation(
                texts=(
                    "“The parties agree that an inquiry shall be held by a person independent of "
                    "both.”",
                    "“Nothing in this memorandum is an admission by any party of any matter.”",
                ),
                attribution=(
                    "Memorandum of settlement, Port of Skarholm, 9 February 2024, points 1 and 11"
                ),
                source="settlement",
                said="2024-02-09",
                url="https://port.example.org/news/2024/memorandum.pdf",
            ),
            prose("""
The first box came off at Berth 8 at four minutes past six on Saturday morning, the
ninety-seventh day. There was no cheering. The drivers had agreed among themselves that crane 4
should be left standing with its boom up and its lights off, and the whole shift walked past it
on the way to work, quite slowly, as you pass a house with the blinds down.

The strike is over. What ended it is a document of eleven points on three sheets of paper, and
since one of us read it on the quay and the other at a desk, we set down here what each of us
saw.
"""),
            Jump(),
            Picture(
                "crane-four",
                caption="Crane 4 as it was; since October it has stood with its boom up.",
            ),
            prose("""
<h2>From the quay (N.R.)</h2>

People here can recite point 1. An inquiry, a judge, witnesses on oath, the inspection book on
the table. For ninety-six days the port’s answer had been that an <em>internal</em> review was
under way. Nobody I know has ever met an internal review, or been asked anything by one. So
point 1 is what they struck for, and they have it. Point 6, seven and a half per cent over two
years, came late and was not the union’s idea; the mediator brought it, as one brings a cake.
Jonas Verrill said as much at the meeting, and the meeting laughed for the first time since
October.
"""),
            Quotation(
                texts=(
                    "“They offered us money so that they could say we struck for money. […] Take "
                    "it. It’s owed. But when your children ask, tell them it was for a name on a "
                    "form.”",
                ),
                attribution="Jonas Verrill, secretary, Estuary Dockers’ Union, 9 February 2024",
                source="courier",
                speaker="verrill",
                said="2024-02-09",
                url="https://courier.example.com/2024/02/10/dockers-vote",
            ),
            prose("""
<h2>From the desk (T.W.)</h2>

I should like to be as pleased. Point 1 promises an inquiry. It does not say under which Act,
and that is not a quibble: an inquiry under the Act of 1958 may compel papers, and an inquiry
under nothing in particular may ask for them nicely. It does not say who appoints the judge. It
does not say when. Point 11, by contrast, is a masterpiece of completeness. ‘Nothing’, ‘any
party’, ‘any matter’: whoever wrote that had all the time in the world.

There is one more absence. The two dead men are named in none of the eleven points. They are
‘the events of 19 October’. I understand how this comes about. One lawyer strikes out a name as
prejudicial and the other lets it go in exchange for a comma. But a memorandum that ends a
strike about two deaths and mentions neither is a curious kind of peace.

<hr>

We differ, then, as one may on a Monday. On this we do not: the inspection book of crane 4 is at
this moment in an office at the port, it is a bound volume with numbered pages, and no paper
that either side has signed obliges anybody to leave it where it is. The ministry should seal
that office tonight.
"""),
        ),
    ),
)
