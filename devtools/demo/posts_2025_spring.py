"""April and May 2025: a branch line, and a Thursday."""

from .parts import DemoPost, Jump, Picture, Quotation
from .wording import prose

POSTS: tuple[DemoPost, ...] = (
    DemoPost(
        title="The branch line that saved too little",
        authors=("camille",),
        labels=("Railways", "Public money", "Statistics"),
        published="2025-04-24 07:10",
        body=(
            Picture("kestle-closed"),
            prose("""
There are two ways of closing a railway. One is to say that nobody uses it and be done. The
other was found for the Kestle line in 2011: one takes off the early train, then finds that
commuters no longer travel; takes off the late one, and finds that nor do theatre-goers; and is
left with three trains about the middle of the day, used by the retired, who travel at a
concession and do not cover the cost of the concession.

The thirty-eight kilometres from Ostrey to Kestle were closed to save two million one hundred
thousand crowns a year. The <a
href="https://transport.example.org/studies/kestle-2025.pdf">feasibility study</a> published
this week by the Ministry of Transport lets slip, on page 90, what was in fact saved.
"""),
            Quotation(
                texts=(
                    "“Net of replacement buses, road maintenance and the continuing upkeep of "
                    "structures, the annual saving is estimated at 0.2 million crowns (2012 "
                    "prices).”",
                ),
                attribution="Kestle Line: Feasibility Study, April 2025, p. 90",
                source="study",
                said="2025-04",
                url="https://transport.example.org/studies/kestle-2025.pdf",
            ),
            Jump(),
            prose("""
Two hundred thousand crowns. It is what the ministry spends on cut flowers. I checked, because
it is the kind of comparison that is always made and never checked; the flowers come to two
hundred and thirty.

<h3>What it will cost to undo</h3>

A hundred and eighty-four million, says the study: track, signals, two bridges, a halt at
Pellwater. Against this it puts benefits of a hundred and fifty-one, and so arrives at a ratio
of 0.82, and with great regret at the conclusion that the line is ‘not, on the present
appraisal, value for money’.

I have no quarrel with the addition. But I have read the table of what was counted. An hour of a
business traveller’s time is worth thirty-one crowns in it, an hour of a commuter’s fourteen,
and an hour of ‘other’ six. ‘Other’ is the woman who goes from Lower Fold to Ostrey for her
dialysis. There are three journeys a week, it takes her two hours by two buses, and for each of
those hours that she would get back the nation is richer by the price of a sandwich.
"""),
            Quotation(
                texts=(
                    "“They always ask us how many would use it. Nobody asked how many had "
                    "stopped going anywhere.”",
                    "“My mother’s word for the bus was ‘never’. ‘I’ll take the never,’ she’d say.”",
                ),
                attribution="Karin Holt, chair, Kestle Line Association, April 2025",
                source="holt",
                said="2025-04",
            ),
            prose("""
The value of time is a respectable idea. Somebody’s time has to be worth something, or no bridge
would ever be built. It is only that when one multiplies it by people, those with the cheapest
hours must always be shown to live in the wrong place.

There is an election in September. I should not be surprised if the ratio improved.
"""),
        ),
    ),
    DemoPost(
        title="They went home on a Thursday",
        authors=("nadia",),
        labels=("Shipping", "Labour"),
        published="2025-05-30 06:30",
        body=(
            Quotation(
                texts=(
                    "«Un barco abandonado siempre tiene dueño. Lo que no tiene es a nadie que "
                    "quiera decirlo en voz alta.»",
                    "«Diecinueve firmas, una por una, y que nadie me diga “la tripulación”.»",
                ),
                attribution=(
                    "Inés Robledo, inspectora, Federación de Gente de Mar, El Faro de Alba, 27 "
                    "de mayo de 2025"
                ),
                source="faro",
                speaker="robledo",
                said="2025-05-27",
                url="https://elfaro.example.net/2025/05/27/nura-bay",
                language="es",
                translations=(
                    "“An abandoned ship always has an owner. What it doesn’t have is anyone "
                    "willing to say so out loud.”",
                    "“Nineteen signatures, one by one, and let nobody say ‘the crew’ to me.”",
                ),
            ),
            prose("""
The launch made two trips. On the first there were nine men and on the second ten, and both
times the whole window of the canteen stood up. I have seen ships’ crews come ashore all my life
and never before saw one applauded. The cook carried a pot. He would not say why, and he would
not put it down.

Two hundred and ninety-nine days. The court sold the <em>Nura Bay</em> in April to a breaker,
for less than her fertiliser would have fetched. The crew were paid first, as the law says. It
came to sixty-eight per cent of what they are owed. It was Inés Robledo who got it, an inspector
from the country whose flag was on the stern. She had found an obligation in her own
government’s register, and she flew here to read it to her own consul.

<hr>

The port’s limits were moved in March, by the way. They now run to three miles. It is a small
notice, without a reason given, signed by the harbour master.
"""),
        ),
    ),
)
