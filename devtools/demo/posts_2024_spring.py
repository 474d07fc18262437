"""March to June 2024: an old treaty, a newspaper's memory, a vote."""

from .parts import DemoPost, Jump, Picture, Quotation
from .wording import prose

POSTS: tuple[DemoPost, ...] = (
    DemoPost(
        title="The river by the numbers of 1962",
        authors=("camille",),
        labels=("River Orle", "Water", "Statistics"),
        published="2024-03-21 09:00",
        body=(
            Quotation(
                texts=(
                    "“In ordinary years the upper State shall let pass at Vignelles not less "
                    "than forty-one cubic metres in the second.”",
                ),
                attribution="Convention of Vignelles, article 3, 14 May 1962",
                source="convention",
                said="1962-05-14",
                url="https://orle.example.org/treaties/1962",
            ),
            Picture("orle-basin"),
            prose("""
Tomorrow is the day on which newspapers remember that water exists, and so I went to the reading
room of the Joint Commission to look at the number from which half of Aldmark drinks. It is
forty-one. It stands in the third of nine articles, it was agreed between luncheon and the
evening train on a spring day in 1962, and in sixty-two years nobody has been able to tell me
where it came from.
"""),
            Jump(),
            prose("""
The minutes are no help. They record that the Montaigre side had proposed thirty-six and the
Aldmark side fifty, and then:
"""),
            Quotation(
                texts=(
                    "“The sitting adjourned for luncheon. Upon its resumption a figure was found.”",
                ),
                attribution=(
                    "Minutes of the conference at Vignelles, 1962, Joint Commission for the Orle"
                ),
                source="commission",
                said="1962",
            ),
            prose("""
Half of the way would have been forty-three. I like to think that somebody had lunched better
than somebody else.

<h2>Ordinary</h2>

The word that matters is not the number, though. It is ‘ordinary’. The promise holds in ordinary
years; and as to what an ordinary year is, the Convention keeps the silence of the sphinx. In
the 1960s it did not signify, since the river brought sixty in its worst month and everyone
could be generous. It signifies now.
"""),
            Picture("vignelles-flow"),
            Quotation(
                texts=(
                    "“If you define ordinary by the last thirty years, then last September was "
                    "ordinary. If you define it by the thirty before the treaty, we have not had "
                    "an ordinary year since 2014.”",
                    "“A treaty can survive a bad number. What it can’t survive is an adjective.”",
                ),
                attribution=(
                    "Anselm Dreyer, professor of hydrology, University of Merrow, March 2024"
                ),
                source="dreyer",
                said="2024-03",
            ),
            prose("""
Professor Dreyer said this to me over the railing at the Merrow weir, where he has taken a
reading every week since he was a doctoral student, and where the brass plate that marks the
‘mean low water’ of 1962 is now at the height of my knee on a dry bank.

I put his point to the commission’s secretary, a careful man, who answered that the three
governments ‘share an understanding’ of article 3. I asked whether it was written down. He said
that writing it down was thought likely to disturb it.

So there it is: a number without an origin, hung on an adjective without a definition, kept up
by an understanding that will not bear being looked at. It has held for sixty-two years, and I
would not have believed that of anything so made. But it has held as a rope holds that has not
been pulled. The snow in the Tannwald this winter is a third below the mean. Somebody is going
to pull it this summer, I think, and we shall see which of the fibres was doing the work.
"""),
        ),
    ),
    DemoPost(
        title="The Courier forgets",
        authors=("tobias",),
        labels=("Press", "Archives", "Official language"),
        published="2024-04-18 20:15",
        body=(
            Picture("courier-spines"),
            prose("""
On the evening of the second of April a reader in Tarn who was looking for her grandfather’s
obituary found instead a page that said ‘Not found’. She tried his wedding, which she knew by
date. She tried the flood of 1953. She tried, being a methodical woman, the first of January of
each year since 1871, and wrote to me when she had got to 1904.

The archive of <em>The Skarholm Courier</em> is gone from the web. There was no notice. The
paper was bought in February by a fund named Hollin Partners, which owns car parks and two
chains of dental surgeries, and which I asked about it.
"""),
            Quotation(
                texts=(
                    "“Legacy content has been sunset as part of a platform rationalisation. We "
                    "remain passionate about the Courier’s heritage.”",
                ),
                attribution="Hollin Partners, by e-mail, 11 April 2024",
                source="hollin",
                said="2024-04-11",
            ),
            Jump(),
            prose("""
Every noun in the first sentence has been chosen to keep you from seeing a thing. ‘Legacy
content’ is a hundred and fifty-three years of a town: what was said in its council, who was
buried and who was fined, the price of herring. ‘Sunset’ is not a verb, and if it were, the sun
comes back. As for ‘rationalisation’, the storage cost, I am told by somebody who used to sign
the invoice, about the same as the parking of one executive car, and Hollin is not short of
parking.

The bound volumes are another matter and for now a better one. They stand in the basement at
Salt Street, where they have stood since 1913, in the keeping of Edmund Fell.
"""),
            Quotation(
                texts=(
                    "“I’ve not been told to stop, so I have not stopped. The  pay stopped, "
                    "that’s all.”",
                    "“People think the paper’s ours because we print it. It’s theirs, it’s what "
                    "happened to them. We only wrote it down.”",
                ),
                attribution="Edmund Fell, archivist, The Skarholm Courier, April 2024",
                source="fell",
                said="2024-04",
            ),
            prose("""
I have kept the long pause in his first sentence as well as type can keep one. He is sixty-six.
He showed me the leading article with which the paper moved into that building, and since it can
no longer be read anywhere else, here is the end of it:
"""),
            Quotation(
                texts=(
                    "“A newspaper that cannot be consulted upon what it said yesterday has no "
                    "title to be believed upon what it says to-day.”",
                ),
                attribution="“To Our Readers”, The Skarholm Courier, 3 March 1913",
                source="editorial-1913",
                said="1913-03-03",
            ),
            prose("""
There is a practical side to this, for anybody who finds the sentimental one too easy. The
inquiry into the deaths at Berth 9 will want to know what the port said about its cranes in
2011, when a brake failed and nobody was hurt. The port’s own press pages begin in 2015. The
only record of what it said is a column and a half in the <em>Courier</em> of 8 June 2011; until
the second of April anybody could have read it in a minute. I had to go down to Salt Street,
with a torch.

I do not say that this is why it was done. I am quite sure that it was done without any thought
at all, and I find that harder to forgive.
"""),
        ),
    ),
    DemoPost(
        title="Third reading, forty minutes",
        authors=("tobias",),
        labels=("Surveillance", "Parliament"),
        published="2024-06-06 07:45",
        body=(
            Quotation(
                texts=(
                    "“I have listened with care to the concerns that have been raised, and I am "
                    "content.”",
                ),
                attribution="Marten Oake, Minister of the Interior, third reading, 4 June 2024",
                source="oake",
                said="2024-06-04",
                url="https://assembly.example.org/debates/2024-06-04",
            ),
            prose("""
The Retention of Movements Act passed on Tuesday by eighty-eight votes to sixty-one. The debate
began at ten past nine in the evening and the division bell rang at ten to ten. I was in the
gallery with two schoolteachers from Pellwater who had come for the debate before it, on otters,
which took three hours.

I make no complaint about the otters. Brevity is not the fault of this debate either; I have
heard a good deal said in forty minutes. What struck me was that nobody on either side spoke
about what the Act will <em>do</em> on an ordinary Wednesday, to somebody with a job and a bus
pass. So let me try.
"""),
            Jump(),
            Picture("movement-grid"),
            prose("""
The picture above is a person. She works for the city and lent me fourteen months of her own
location records, which her telephone company gave her when she asked. It is an hour-by-hour
grid of how far she was from home. I am not a clever man with data, and I had it on my kitchen
table for ten minutes before I knew that she has a child at a school on the north side, that she
goes to evening classes, that she was away for a fortnight in the summer of the first year, and
that something took her to the far end of the country for four days, at no notice, in a week
when nobody takes holidays. I asked. It was her father’s funeral.

From the first of January this grid will exist for everybody, and will be had for the asking.
The asker need not say what he is looking for. He need not be a policeman. And she will never
know.

The answer that I get, when I show this to people who voted for it, is that nobody will be
looking. It is perfectly true. There are four million grids and there aren’t four million
clerks. But it has never been a comfort to be one of many in a drawer, if the drawer is sorted
by name. A man who means to trouble someone does not look through four million. He looks up one.

I asked each of the five members whom I met in the lobby on the way out what, in their view, a
‘movement’ was, since the Act retains them and doesn’t define them. I had these answers: a
journey; where a telephone goes; ‘well, it’s in the schedule’ (it is not); a journey, but not on
foot; and, from a lady who’s sat for Kestle since before the line was closed, ‘Whatever they can
get, dear.’ I’ve sat under judges who would have been glad of that construction.

<h2>Nine members of the opposition</h2>

The government has seventy-nine seats, and so the arithmetic has a story in it. Nine members of
the Alliance voted with the minister. One of them was good enough to explain himself in the
lobby.
"""),
            Quotation(
                texts=(
                    "“It’s a bad Act and we shall be grateful for it. You don’t disarm the "
                    "office you expect to hold.”",
                ),
                attribution="An Alliance member, to the Merrow Evening Post, 4 June 2024",
                source="evening-post",
                said="2024-06-04",
                url="https://eveningpost.example.com/2024/06/05/nine-cross-the-floor",
            ),
            prose("""
The <em>Evening Post</em> does not name him and I shall not guess. But I cut the line out and
have put it in the drawer where I keep things for later, because it is the most honest sentence
that was spoken on the subject, and because offices do change hands.

The Data Commissioner had asked to be heard in committee. Her letter was noted. It is a short
letter, and it ends with a sentence that deserved a division of its own:
"""),
            Quotation(
                texts=(
                    "“The Bill asks whether a record may be kept. It does not ask the question a "
                    "citizen would: ‘Kept from whom?’”",
                ),
                attribution="Oda Renner, Data Commissioner, letter to the committee, May 2024",
                source="renner",
                said="2024-05",
                url="https://data.example.org/letters/2024-05-committee",
            ),
            prose("""
The guidance that was to set the limits of all this has still not been published. I asked again
on Wednesday. It will be published, I was told, in due course. I have looked up what became of
the last three documents promised from that desk in due course. One of them came.
"""),
        ),
    ),
)
