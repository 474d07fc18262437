"""Whom the demo blog quotes."""

from .parts import DemoSource

PEOPLE: tuple[DemoSource, ...] = (
    DemoSource(
        "verrill", "person", "Jonas Verrill", "secretary", "Estuary Dockers’ Union",
        "Led the strike of 2023 and 2024; before that, nine years a lasher on Berth 7.",
    ),
    DemoSource(
        "aasland", "person", "Signe Aasland", "harbour master", "Port of Skarholm",
        "Harbour master since 2018, and the only officer of the port to testify unprompted.",
    ),
    DemoSource(
        "tarrow", "person", "Minna Tarrow", "crane driver", "Port of Skarholm",
        "Drove crane 5 on the day of the accident; witness 14 of the inquiry.",
    ),
    DemoSource(
        "amis", "person", "Gregor Amis", "chief executive", "Port of Skarholm Authority",
        "Chief executive from 2016 to March 2025.",
    ),
    DemoSource(
        "lorne", "person", "Hedda Lorne", "judge, chair of the inquiry", "Berth 9 Inquiry",
        "Retired appeal judge.",
    ),
    DemoSource(
        "hask", "person", "Viktor Hask", "Minister of Transport", "Government of Aldmark",
        "Minister from 2021 to October 2025.",
    ),
    DemoSource(
        "oake", "person", "Marten Oake", "Minister of the Interior", "Government of Aldmark",
        "Minister from 2021 to October 2025; author of the Retention of Movements Act.",
    ),
    DemoSource(
        "strand", "person", "Ivo Strand", "Minister of the Interior", "Government of Aldmark",
        "Alliance member for Tarn North; minister since October 2025.",
    ),
    DemoSource("calloway", "person", "Ruth Calloway", "Prime Minister", "Government of Aldmark"),
    DemoSource("sorrel", "person", "Elin Sorrel", "leader", "Union"),
    DemoSource(
        "renner", "person", "Oda Renner", "Data Commissioner", "Office of the Data Commissioner",
    ),
    DemoSource("stenner", "person", "Liv Stenner", "reporter", "The Skarholm Courier"),
    DemoSource(
        "fell", "person", "Edmund Fell", "archivist", "The Skarholm Courier",
        "Kept the Courier’s library for thirty-one years, the last two of them unpaid.",
    ),
    DemoSource(
        "dreyer", "person", "Anselm Dreyer", "professor of hydrology", "University of Merrow",
    ),
    DemoSource(
        "vasseur", "person", "Hélène Vasseur", "ministre de l’Eau", "République de Montaigre",
        "Chief negotiator of Montaigre for the new treaty on the Orle.",
    ),
    DemoSource("zirn", "person", "Lukas Zirn", "Landammann", "Kanton Tannwald"),
    DemoSource(
        "merrin", "person", "Paul Merrin", "chief executive", "Merrow Water plc",
    ),
    DemoSource("holt", "person", "Karin Holt", "chair", "Kestle Line Association"),
    DemoSource("darwish", "person", "Hassan Darwish", "ship’s cook", "m.v. Nura Bay"),
    DemoSource("sudarev", "person", "Oleg Sudarev", "chief engineer", "m.v. Nura Bay"),
    DemoSource(
        "robledo", "person", "Inés Robledo", "inspectora", "Federación de Gente de Mar",
    ),
)

ORGANISATIONS: tuple[DemoSource, ...] = (
    DemoSource(
        "port", "organisation", "Port of Skarholm Authority",
        about="Owner of the quays since 1909; a company in the hands of the state and the city.",
        url="https://port.example.org/",
    ),
    DemoSource("union", "organisation", "Estuary Dockers’ Union", url="https://edu.example.org/"),
    DemoSource(
        "transport", "organisation", "Ministry of Transport", affiliation="Government of Aldmark",
        url="https://transport.example.org/",
    ),
    DemoSource(
        "interior", "organisation", "Ministry of the Interior",
        affiliation="Government of Aldmark", url="https://interior.example.org/",
    ),
    DemoSource(
        "eau", "organisation", "Ministère de l’Eau", affiliation="République de Montaigre",
        url="https://eau.example.net/",
    ),
    DemoSource("kanton", "organisation", "Staatskanzlei Tannwald", url="https://tannwald.example.net/"),
    DemoSource(
        "merrow-water", "organisation", "Merrow Water plc",
        about="Supplied Merrow from 1998; in the city’s hands again from January 2027.",
        url="https://merrowwater.example.com/",
    ),
    DemoSource("railways", "organisation", "Aldmark Railways", url="https://rail.example.org/"),
    DemoSource(
        "hollin", "organisation", "Hollin Partners",
        about="Investment fund; owner of The Skarholm Courier from February 2024.",
    ),
    DemoSource(
        "commission", "organisation", "Joint Commission for the Orle",
        about="Keeps the gauge at Vignelles for the three states of the basin.",
        url="https://orle.example.org/",
    ),
    DemoSource("court", "organisation", "Constitutional Court", affiliation="Aldmark"),
)

PUBLICATIONS: tuple[DemoSource, ...] = (
    DemoSource(
        "courier", "publication", "The Skarholm Courier", about="Daily newspaper, founded in 1871.",
        url="https://courier.example.com/",
    ),
    DemoSource(
        "evening-post", "publication", "Merrow Evening Post", url="https://eveningpost.example.com/",
    ),
    DemoSource(
        "gazette", "publication", "Gazette de l’Orle", about="Hebdomadaire, Vignelles.",
        url="https://gazette.example.net/",
    ),
    DemoSource(
        "marsa", "publication", "Al-Marsa", about="Arabic weekly of the Skarholm waterfront.",
        url="https://almarsa.example.com/",
    ),
    DemoSource("bote", "publication", "Tannwalder Bote", url="https://bote.example.net/"),
    DemoSource("faro", "publication", "El Faro de Alba", url="https://elfaro.example.net/"),
)

DOCUMENTS: tuple[DemoSource, ...] = (
    DemoSource(
        "convention", "document", "Convention of Vignelles",
        about="Treaty on the waters of the Orle, 14 May 1962; nine articles.",
    ),
    DemoSource(
        "saint-aubert", "document", "Treaty of Saint-Aubert",
        about="Treaty on the waters of the Orle, 18 November 2026; thirty-one articles.",
    ),
    DemoSource(
        "act", "document", "Retention of Movements Act 2024",
        url="https://statutes.example.org/2024/17",
    ),
    DemoSource("settlement", "document", "Memorandum of settlement, Port of Skarholm"),
    DemoSource("interim", "document", "Berth 9 Inquiry: Interim Report"),
    DemoSource("final", "document", "Berth 9 Inquiry: Final Report"),
    DemoSource("annex-c", "document", "Annex C to the notice of 6 February 2025"),
    DemoSource("performance", "document", "Performance Report 2023"),
    DemoSource("study", "document", "Kestle Line: Feasibility Study"),
    DemoSource("judgment", "document", "Judgment 2026/4", affiliation="Constitutional Court"),
    DemoSource(
        "editorial-1913", "document", "“To Our Readers”", affiliation="The Skarholm Courier",
        about="Leading article of 3 March 1913.",
    ),
)

SOURCES: tuple[DemoSource, ...] = (*PEOPLE, *ORGANISATIONS, *PUBLICATIONS, *DOCUMENTS)
