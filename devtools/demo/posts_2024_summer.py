"""July to September 2024: the river fails."""

from .parts import DemoPost, Jump, Picture, Quotation
from .wording import prose

POSTS: tuple[DemoPost, ...] = (
    DemoPost(
        title="Low water at Brackmouth",
        authors=("nadia",),
        labels=("River Orle", "Shipping", "Labour", "Montaigre"),
        published="2024-07-25 06:50",
        body=(
            Picture("low-water"),
            prose("""
The <em>Annelie</em> loads eleven hundred tonnes of gravel when the river lets her. On Monday
she took four hundred and ten, and Piet Hallam, who has had her for twenty-two years, sounded
his way down from Merrow with a boy in the bow and a pole, as his grandfather did. It took nine
hours. It takes five. At Brackmouth, where the Orle goes wide and shallow before the estuary, he
showed me the ribs of a lighter that went down in 1947 and that nobody under eighty had ever
seen.

You will hear this summer that the river is an environmental question, and a diplomatic one. It
is also a wage. A bargeman is paid by the tonne.
"""),
            Jump(),
            prose("""
<h2>Twenty-three</h2>

The mean of July is not in yet, but the gauge at Vignelles has been under thirty for three
weeks and stood on Tuesday night at twenty-three. The treaty says forty-one. I am no lawyer, so
I rang a dispatcher at the dam at Saint-Aubert, which is in Montaigre and holds, by its own
website, four months of what we are short of. He was friendly and could tell me nothing. That
evening his ministry told everybody.
"""),
            Quotation(
                texts=(
                    "« Nous ne retenons pas l’eau. Nous ne pouvons pas laisser passer ce qui ne "
                    "descend pas. »",
                    "« L’année n’est pas ordinaire ; l’article 3 ne s’applique donc pas, et "
                    "chacun le sait. »",
                ),
                attribution="Hélène Vasseur, ministre de l’Eau, communiqué du 23 juillet 2024",
                source="eau",
                speaker="vasseur",
                said="2024-07-23",
                url="https://eau.example.net/communiques/2024-07-23",
                language="fr",
                translations=(
                    "“We are not holding the water back. We cannot let through what does not "
                    "come down.”",
                    "“The year is not an ordinary one; Article 3 therefore does not apply, and "
                    "everybody knows it.”",
                ),
            ),
            prose("""
<em>Chacun le sait.</em> When I hear that everybody knows a thing I count who has been asked.
Nobody at Brackmouth was. Camille <a
href="https://pullquote.example.org/2024/03/the-river-by-the-numbers-of-1962/">wrote here in
March</a> that the whole of the treaty hangs on one adjective, and I remember thinking that it
was a very Camille thing to worry about. I take it back.

Is it true that they hold nothing back? The lake at Saint-Aubert is at sixty-one per cent, the
commission says, and at this time last year was at seventy-four. So it has been going down,
which is for the minister. It has gone down by less than the growers on its southern shore have
taken out of it, which is not. Both of these can be looked up. In the press, each side has found
one of them.
"""),
            Quotation(
                texts=(
                    "“Ministers come and look at it. They stand about where you’re stood now. "
                    "‘Dreadful,’ they say, and I say yes, and then they’ve a train.”",
                ),
                attribution="Piet Hallam, bargeman, in the Skarholm Courier, 20 July 2024",
                source="courier",
                said="2024-07-20",
                url="https://courier.example.com/2024/07/20/brackmouth-low-water",
            ),
            Quotation(
                texts=(
                    "“Vignelles 23.1 (treaty: 41). Saint-Aubert, level 61% (a year ago: 74). No "
                    "remarks.”",
                ),
                attribution="Joint Commission for the Orle, daily bulletin, 23 July 2024",
                source="commission",
                said="2024-07-23",
                url="https://orle.example.org/bulletins/2024-07-23",
            ),
            prose("""
<em>No remarks</em> is printed on the form. I asked. Nobody at the commission can remember a day
on which it was struck out, and I should think that it will take a good deal more than this.

I rode down with him the last three miles. The boy in the bow called the depths in decimetres,
which the old men still call hands: eleven, eleven, ten, nine and a half. At nine we would have
stopped. The <em>Annelie</em> draws eight and a half with four hundred tonnes in her, and Hallam
did not look at the pole once, he looked at the boy’s face. There were three barges at the
Brackmouth staithe with nothing in them. One had geraniums.

What would he want, I asked, if someone asked him? He thought about it as far as the church.
He’d want to be told, he said. Not more water; he knew that there wasn’t any. But if they were
going to drop it by a hand overnight, somebody up there must decide it, at a desk, at some time
of day. And a man who is loading gravel at Merrow could be told.

He has a word for what the river does at Brackmouth now: it <em>mutters</em>. I listened. It
does. It used to be deep enough there to say nothing at all.
"""),
        ),
    ),
    DemoPost(
        title="A note on the word ‘temporary’",
        authors=("camille",),
        labels=("Water", "Official language"),
        published="2024-08-09 13:15",
        body=(
            Quotation(
                texts=(
                    "“A temporary restriction on non-essential use is in force until further "
                    "notice.”",
                ),
                attribution="Merrow Water plc, notice to customers, 8 August 2024",
                source="merrow-water",
                said="2024-08-08",
                url="https://merrowwater.example.com/notices/2024-08",
            ),
            prose("""
The last temporary restriction in Merrow was declared on the second of July 2022 until further
notice. I have searched the company’s website, the gazette and the files of the <em>Evening
Post</em>, and no further notice was ever given. Strictly, then, the restriction of yesterday is
imposed upon people who were restricted already, and my neighbour, who washed his car last
October in plain view, has been a delinquent for two years.

A thing is temporary when it has an end. ‘Until further notice’ means that the end is somebody’s
to give. To say both in one breath is to say: this will stop when we choose, and we should like
you to feel that it is nearly over.

The company loses twenty-four litres in every hundred before they reach anybody’s hose. There is
no notice about those.
"""),
        ),
    ),
    DemoPost(
        title="Ce que l’aval doit à l’amont",
        authors=("camille",),
        labels=("River Orle", "Montaigre", "Water"),
        published="2024-09-12 08:00",
        language="fr",
        summary="Depuis l’été, tout Aldmark accuse le barrage de Saint-Aubert. J’y suis allée.",
        body=(
            Quotation(
                texts=(
                    "« On nous demande de rendre une eau que nous n’avons pas reçue. »",
                    "« Mon père a vu noyer son verger pour que Merrow n’ait plus d’inondations. "
                    "Personne, là-bas, ne s’en souvient. »",
                ),
                attribution="Armand Tissot, arboriculteur, Gazette de l’Orle, septembre 2024",
                source="gazette",
                said="2024-09",
                url="https://gazette.example.net/2024/09/paroles-de-riverains",
            ),
            prose("""
Je suis née en aval. C’est un fait qui ne se remarque pas tant que l’eau coule ; on croit
habiter au bord d’un fleuve, on habite en réalité au bout d’une file d’attente. Cet été, la file
s’est arrêtée, et tout Aldmark s’est retourné d’un même mouvement pour regarder qui était
devant.

Devant, il y a Saint-Aubert : un mur de quatre-vingt-deux mètres, un lac, deux villages au fond
et, sur la rive sud, des abricotiers à perte de vue. J’y ai passé trois jours. Je n’y ai pas
rencontré les voleurs d’eau que l’on m’avait promis.
"""),
            Jump(),
            prose("""
<h2>Le mur</h2>

On oublie volontiers, chez nous, pourquoi ce barrage existe. Il n’a pas été construit pour les
abricots. La convention de 1962 le prévoit en toutes lettres à son article 6, et c’est l’État
d’aval qui l’a demandé, après les crues de 1953, qui avaient fait cent dix-neuf morts à Merrow
et dans l’estuaire. Montaigre a fourni la vallée ; Aldmark, les deux tiers du béton. En échange
d’une promesse de débit, l’aval recevait une promesse bien plus précieuse : que le fleuve ne
viendrait plus le chercher la nuit.

Cette seconde promesse a été tenue pendant cinquante-trois ans sans une seule exception. Je n’ai
trouvé aucun discours, de ce côté-ci de la frontière, qui en remercie qui que ce soit.

<h2>Les chiffres</h2>

Restent les chiffres, qui ne remercient personne. Au mois d’août, il est entré dans le lac
soixante mètres cubes par seconde en moyenne ; il en est sorti vingt-trois à Vignelles. La
différence n’est pas un mystère :

<ul><li>dix-neuf pour l’irrigation de la rive sud ;</li><li>onze pour le canal de Brève, qui
alimente la capitale ;</li><li>sept d’évaporation, que nul n’a votée.</li></ul>

Le communiqué de juillet disait donc vrai : on ne retient pas l’eau. On la boit, on la donne aux
arbres, on la laisse au ciel. Mais il disait vrai comme disent vrai les communiqués, en
choisissant son verbe.
"""),
            Quotation(
                texts=(
                    "« La question n’est pas de savoir qui a raison en année sèche. C’est de "
                    "savoir ce que nous appellerons une année sèche quand elles le seront "
                    "toutes. »",
                ),
                attribution=(
                    "Hélène Vasseur, ministre de l’Eau, entretien à la Gazette de l’Orle, 6 "
                    "septembre 2024"
                ),
                source="gazette",
                speaker="vasseur",
                said="2024-09-06",
                url="https://gazette.example.net/2024/09/entretien-vasseur",
            ),
            prose("""
J’ai relu trois fois cette dernière phrase, tant elle ressemble à celle que m’avait dite en
mars, de l’autre côté, le professeur Dreyer. Voilà deux personnes que tout oppose, la fonction,
la langue, la rive, et qui butent sur le même adjectif. Il me semble que l’on pourrait commencer
par là : les asseoir à une même table, avec un crayon, et les prier de définir le mot
« ordinaire » avant le déjeuner.

En 1962, on avait trouvé le chiffre avant l’heure du train. Il faudra cette fois un peu plus
longtemps. Le verger du père d’Armand Tissot est toujours au fond du lac ; quand le niveau
baisse assez, on voit, dit-il, le haut du portail. On le voyait la semaine dernière. C’est une
belle grille, très droite, qui n’ouvre sur rien.
"""),
        ),
    ),
)
