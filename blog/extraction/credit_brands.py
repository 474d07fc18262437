"""Names in captions that are no photographer's: brands, and things that have a name."""

import re

from lib.lazy_regex import compile_lazily

# Last words of companies, bands, teams and products, which no photographer is called.
BRAND_RE = compile_lazily(
    r"\b(?:Airbus|Airlines?|Airways|AliExpress|Arena|Arms|Army|Artists|Association|"
    r"AstraZeneca|Bank|BlackRock|Boeing|Bros|Brothers|Bull|Burger\sKing|Center|Centre|"
    r"City|Club|Cola|Company|Corp|Corporation|Cruises|Cup|Direct|Dynamics|Electric|"
    r"Energy|Entertainment|Express|FC|Factory|FedEx|Festival|Floyd|Foods|Force|"
    r"Foundation|Gabbana|Galaxy|Games|Gas|Golden\sGate|Group|Heavy|Holdings?|Hotel|Inc|"
    r"Industries|Institute|International|Jet|LLC|Lines|LinkedIn|Ltd|Machine|Maiden|Mall|"
    r"Aston\sMartin|Max|McLaren|Media|Mini|Mobile|Mode|Model|Morgan\sStanley|Motors?|"
    r"Museum|Music|Network|Office|Oil|Open|Palace|PayPal|Petroleum|Phone|Pictures|"
    r"PlayStation|Plaza|Plus|Pro|Purple|Rangers|Records|Resorts|Rover|Royce|Sachs|"
    r"Shuttle|Space|SpaceX|Square|Stadium|Starship|Stones|Store|Studios?|Suisse|Systems|"
    r"Team|Technologies|Telecom|TikTok|Times|Towers?|Trust|Union|United|University|"
    r"Vuitton|Watch|Wings|Works|World|YouTube|Zeppelin)$|\d"
)
# What has a name: 'самолёт Cessna Citation'; not in the prepositional, as in 'на заводе'.
RUSSIAN_THING_RE = compile_lazily(
    r"(?:авиакомпани|авианос|автомобил|альбом|аэропорт|банк|бренд|внедорожник|вертол[её]т|геро|гитар|групп|"
    r"грузовик|завод|игр|истребител|катер|клуб|компани|консол|концерн|концерт|корабл|корпораци|"
    r"кроссовер|лайнер|логотип|магазин|марк|машин|модел|мотоцикл|мюзикл|ноутбук|опер|отел|парк|паром|"
    r"пикап|планшет|приложени|программ|производител|ракет|ресторан|робот|сайт|самол[её]т|седан|"
    r"сериал|сервис|сеть|сети|смартфон|стадион|судн|танкер|театр|телефон|танк|фабрик|фестивал|фильм|фирм|"
    r"фонд|холдинг|часы|шоу|электромобил|яхт)(?!(?:е|ах|ях)$)[а-яё]{0,3}",
    re.IGNORECASE,
)
