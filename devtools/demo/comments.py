"""What readers of the demo blog say under its posts."""

from .parts import DemoComment

COMMENTS: dict[str, tuple[DemoComment, ...]] = {
    "Signed at Saint-Aubert": (
        DemoComment(
            "Lock-keeper’s wife",
            "Thirty-eight hundredths of the natural flow, and the natural flow is what nobody has"
            " ever seen. I have kept the book at Vignelles since 1991 and I should like to know"
            " whom they mean to believe when the gauge is iced in.",
            after=55,
            is_pick=True,
            replies=(
                DemoComment(
                    "Camille Orsel",
                    "> when the gauge is iced in\n\nAnnex 2, paragraph 6: the last reading stands"
                    " and is marked as old. I asked. Somebody had thought of it, and I would guess"
                    " that somebody had read your book.",
                    after=130,
                    username="camille",
                    replies=(
                        DemoComment(
                            "Lock-keeper’s wife",
                            "Then I take back half of what I said. The other half is about the"
                            " hat.",
                            after=200,
                        ),
                        DemoComment(
                            "P. Dreyer",
                            "It was 0.34 in the draft that I saw in the spring. I have asked who"
                            " changed it and when, and was told that the coefficient “evolved”.\n\n"
                            "Coefficients do not. Here is the series, so that everybody can reckon"
                            " for themselves: https://orle.example.org/gauges/vignelles?from=1962",
                            after=340,
                            website="https://dreyer.example.org/",
                            is_pick=True,
                            replies=(
                                DemoComment(
                                    "half a cubic metre",
                                    "Ostrey would like to know as well. We are the town in the"
                                    " example.",
                                    after=410,
                                ),
                            ),
                        ),
                    ),
                ),
                DemoComment(
                    "Aubertin",
                    "On l’a tenu, ce livre, de l’autre côté aussi. Il manque trois hivers, pas les"
                    " mêmes que chez vous.",
                    after=620,
                ),
            ),
        ),
        DemoComment(
            "Cheap at the price",
            "GIVEN AWAY is right. Three cubic metres a second, every second, for ever.",
            after=75,
            state="removed",
            replies=(
                DemoComment(
                    "T. from the Salt Street chain",
                    "Three of what, though? That is what the post is about: of a number that was"
                    " printed, or of water that came.",
                    after=95,
                ),
            ),
        ),
        DemoComment(
            "Hallam’s nephew",
            "He bought a tie. He says it is for the Commission and that he means to be buried in"
            " it, in that order.",
            after=700,
            replies=(
                DemoComment(
                    "Nadia Rahal",
                    "Tell him what one wears is boots. I have been to see the room.",
                    after=745,
                    username="nadia",
                ),
            ),
        ),
        DemoComment(
            "Reader in Tannwald",
            "I watched the hat go under the road bridge at ten past three. Nobody here has it.",
            after=1500,
        ),
        DemoComment(
            "great prices",
            "Cheap umbrellas for every weather, see www.umbrellas.example.com",
            after=1600,
            state="spam",
        ),
        DemoComment(
            "First time here",
            "Where can one read all thirty-one articles, with the annexes?",
            after=2900,
            state="waiting",
        ),
    ),
    "In place": (
        DemoComment(
            "Lasher, Berth 9, nights",
            "I am one of the three who laughed. I have rung the number since. It is a good number.",
            after=400,
            replies=(
                DemoComment(
                    "Was there in ’23",
                    "Ring it in February, then count again.",
                    after=460,
                ),
            ),
        ),
        DemoComment(
            "An engineer",
            "Twenty-one, if a rail that has been ordered may count as a rail. May it?",
            after=1300,
        ),
    ),
    "The first train to Kestle was four minutes late": (
        DemoComment(
            "Platform 2",
            "Rode it home on the Tuesday. There was somebody in the seat beside me. That is all I"
            " wanted to say about the ratio.",
            after=240,
            is_pick=True,
        ),
    ),
}
