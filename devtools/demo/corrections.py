"""What the demo blog's authors put right after publication, the earlier first for each post."""

from .parts import DemoCorrection

CORRECTIONS: tuple[DemoCorrection, ...] = (
    DemoCorrection(
        "The first train to Kestle was four minutes late",
        "correction",
        "I first wrote that the line had cost a hundred and ninety-three million. It cost two"
        " hundred and three; I had read my own note wrongly, and the bridge did not deserve it.",
        after=26 * 60,
        was="It cost a hundred and ninety-three million and not",
        now="It cost two hundred and three million and not",
    ),
    DemoCorrection(
        "In place",
        "update",
        "The port rang on Thursday, once this was out: the number for queries is answered at"
        " night by the duty manager’s office. The last paragraphs now say so.",
        after=31 * 60,
        was=" and somebody picked up at the third ring.",
        now=" and somebody picked up at the third ring, and gave her name.",
    ),
    DemoCorrection(
        "Seven sitting days",
        "typo",
        "",
        after=20,
        was="weights and mesures",
        now="weights and measures",
    ),
    DemoCorrection(
        "Signed at Saint-Aubert",
        "correction",
        "The treaty’s coefficient for what the apricots drink is 0.31; it is Professor Dreyer who"
        " would have said 0.34. We had the two the wrong way round.",
        after=190,
        was="put it at 0.34. Professor Dreyer would have said 0.31.",
        now="put it at 0.31. Professor Dreyer would have said 0.34.",
    ),
    DemoCorrection(
        "Signed at Saint-Aubert",
        "update",
        "Piet Hallam has since read us article 22. What he found is at the end.",
        after=9 * 60,
        was="nothing to do.",
        now="nothing to do, and he found in article 22 what none of the three of us had, and read"
        " it out to me over the telephone:",
    ),
)
