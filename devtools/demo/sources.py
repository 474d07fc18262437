"""Whom the demo blog quotes."""

from .parts import DemoSource
from .sources_people import PEOPLE

ORGANISATIONS: tuple[DemoSource, ...] = (
    DemoSource(
        "port",
        "organisation",
        "Port of Skarholm Authority",
        about="Owner of the quays since 1909; a company in the hands of the state and the city.",
        url="https://port.example.org/",
    ),
    DemoSource("union", "organisation", "Estuary Dockers’ Union", url="https://edu.example.org/"),
    DemoSource(
        "transport",
        "organisation",
        "Ministry of Transport",
        affiliation="Government of Aldmark",
        url="https://transport.example.org/",
    ),
    DemoSource(
        "interior",
        "organisation",
        "Ministry of the Interior",
        affiliation="Government of Aldmark",
        url="https://interior.example.org/",
    ),
    DemoSource(
        "eau",
        "organisation",
        "Ministère de l’Eau",
        affiliation="République de Montaigre",
        url="https://eau.example.net/",
    ),
    DemoSource(
        "kanton", "organisation", "Staatskanzlei Tannwald", url="https://tannwald.example.net/"
    ),
    DemoSource(
        "merrow-water",
        "organisation",
        "Merrow Water plc",
        about="Supplied Merrow from 1998; in the city’s hands again from January 2027.",
        url="https://merrowwater.example.com/",
    ),
    DemoSource("railways", "organisation", "Aldmark Railways", url="https://rail.example.org/"),
    DemoSource(
        "hollin",
        "organisation",
        "Hollin Partners",
        about="Investment fund; owner of The Skarholm Courier from February 2024.",
    ),
    DemoSource(
        "commission",
        "organisation",
        "Joint Commission for the Orle",
        about="Keeps the gauge at Vignelles for the three states of the basin.",
        url="https://orle.example.org/",
    ),
    DemoSource(
        "union-party",
        "organisation",
        "Union",
        about="Party of government from 2017 to October 2025.",
        url="https://union.example.org/",
    ),
    DemoSource("court", "organisation", "Constitutional Court", affiliation="Aldmark"),
)

PUBLICATIONS: tuple[DemoSource, ...] = (
    DemoSource(
        "courier",
        "publication",
        "The Skarholm Courier",
        about="Daily newspaper, founded in 1871.",
        url="https://courier.example.com/",
    ),
    DemoSource(
        "evening-post",
        "publication",
        "Merrow Evening Post",
        url="https://eveningpost.example.com/",
    ),
    DemoSource(
        "gazette",
        "publication",
        "Gazette de l’Orle",
        about="Hebdomadaire, Vignelles.",
        url="https://gazette.example.net/",
    ),
    DemoSource(
        "marsa",
        "publication",
        "Al-Marsa",
        about="Arabic weekly of the Skarholm waterfront.",
        url="https://almarsa.example.com/",
    ),
    DemoSource("bote", "publication", "Tannwalder Bote", url="https://bote.example.net/"),
    DemoSource("faro", "publication", "El Faro de Alba", url="https://elfaro.example.net/"),
)

DOCUMENTS: tuple[DemoSource, ...] = (
    DemoSource(
        "convention",
        "document",
        "Convention of Vignelles",
        about="Treaty on the waters of the Orle, 14 May 1962; nine articles.",
    ),
    DemoSource(
        "saint-aubert",
        "document",
        "Treaty of Saint-Aubert",
        about="Treaty on the waters of the Orle, 18 November 2026; thirty-one articles.",
    ),
    DemoSource(
        "act",
        "document",
        "Retention of Movements Act 2024",
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
        "editorial-1913",
        "document",
        "“To Our Readers”",
        affiliation="The Skarholm Courier",
        about="Leading article of 3 March 1913.",
    ),
)

SOURCES: tuple[DemoSource, ...] = (*PEOPLE, *ORGANISATIONS, *PUBLICATIONS, *DOCUMENTS)
