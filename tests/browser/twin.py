"""An article of the seed's structure, for machines that do not have the seed."""

ARTICLE = """Wednesday, March 22, 2023

Neighbours by Appointment


"The extent and the pace of the two harbours' dealings have grown, out of a shared wish to be rid of the tariff."
"Each of the two thinks of its lean years as a pause."
"[The harbours' new closeness makes of them] patient, well-supplied rivals."
Redacted Harbour Board internal document, May 2021 -- Saltby

"There are limits to this, plainly. It's rather like two lodgers who each think that the other one is paying."
"One says 'We'll share it all', and the other says 'We'll see\u00a0 what there is'."
"From where the eastern harbour stands, this [tariff] quarrel is expensive."
Professor Edda Lunt, maritime history, University of Saltby
The two harbour masters shake hands at Saltby in February 2022.
The two harbour masters shake hands at Saltby in February 2022. Coastline/Per Aldous/Wirepoint

That handshake was the beginning of what is now called "the long berth".  Nobody had asked for it, and within a year nobody could remember having been against it; the briefing note that came to light this week says as much, in the passive.

Professor Lunt, who has read more harbour minutes than anyone alive, thinks the matter smaller than it looks. She holds that what one harbour gains in grain the other loses in coal, and that both know it.

All this, according to the note, sends "signals down the coast that they face patient, well-supplied rivals". The new signal tower -- the kind of thing that only large harbours build -- makes the same point in stone."
"At the kind invitation of the western harbour, I shall soon pay a visit to its quays. It was the first that I saw after I took office ten years ago. I have been there eight times since, and have never come back with empty hands."
"Our two harbours are each other's nearest neighbour and oldest customer. We are both founders of the coastal league."
"There is a plain logic in this, and a strong current under it. In ten years we have come a long way."
Office of the Eastern Harbour Master
The harbour master said again that she is "always open to a conversation," and did not name a day.
The harbour master said again that she is "always open to a conversation," and did not name a day. SLBC


Labels: , , , , ,

Follow @saltbyquays Tweet
"""
