"""The demo's pictures with what is said of each: alt text, caption, credit, licence."""

from . import pictures_charts as charts
from . import pictures_covers as covers
from . import pictures_maps as maps
from . import pictures_tiles as tiles
from .parts import DemoPhoto

BY = "https://creativecommons.org/licenses/by/4.0/"
BY_SA = "https://creativecommons.org/licenses/by-sa/4.0/"
ZERO = "https://creativecommons.org/publicdomain/zero/1.0/"

PHOTOS: tuple[DemoPhoto, ...] = (
    DemoPhoto(
        "quay-silent",
        covers.quay_silent,
        "Five quay cranes with raised booms stand idle against a low sun, over flat water.",
        "Booms up and nothing moving: Skarholm’s container quay on the first Sunday of the strike.",
        "Estuary Press/Jonas Rhee",
        BY_SA,
    ),
    DemoPhoto(
        "containers-monthly",
        charts.containers_monthly,
        "Bar chart of containers through Skarholm from July 2023 to June 2024: about sixty thousand"
        " a month before and after the strike, twelve, four and three thousand during it.",
        "The strike cost the port about four months of boxes, and they came back within one.",
        "Port of Skarholm Authority/graphic: Camille Orsel",
        BY,
    ),
    DemoPhoto(
        "on-time",
        charts.on_time,
        "Four horizontal bars: 91 per cent of trains on time as published, 84 with cancellations"
        " counted, 73 at every stop, 62 by the neighbours’ three-minute rule.",
        "The same trains in the same year, by four definitions of being on time.",
        "Graphic: Camille Orsel",
        BY,
    ),
    DemoPhoto(
        "orle-basin",
        maps.orle_basin,
        "Sketch map of the river Orle, running from the mountains of Tannwald on the right through"
        " Montaigre, past the dam at Saint-Aubert, to Merrow and the sea at Skarholm.",
        "The Orle crosses two borders and one dam before it reaches anybody in Aldmark.",
        "Map: Camille Orsel/Joint Commission for the Orle",
        BY_SA,
    ),
    DemoPhoto(
        "vignelles-flow",
        charts.vignelles_flow,
        "Line chart of September flow at Vignelles from 1962 to 2023, falling from above sixty"
        " cubic metres a second to forty, and crossing the treaty’s line of 41 for the first"
        " time in the 2010s.",
        "The treaty’s number has stood still since 1962; the river has not.",
        "Joint Commission for the Orle/graphic: Camille Orsel",
        BY,
    ),
    DemoPhoto(
        "flow-years",
        charts.flow_years,
        "Nine small charts of summer flow at Vignelles, 2018 to 2026. The lowest month stays above"
        " 41 in 2018, 2019 and 2021, and falls below it in every other year, to 23 in 2024.",
        "Of nine summers, three kept the promise of 1962.",
        "Joint Commission for the Orle/graphic: Camille Orsel",
        BY,
    ),
    DemoPhoto(
        "movement-grid",
        tiles.movement_grid,
        "A dark grid of sixty weeks by twenty-four hours; most squares glow at midday, and three"
        " columns stand out because their owner was away all week.",
        "What sixty weeks of location records look like: two holidays and a funeral can be read"
        " off it without a name.",
        "Graphic: Camille Orsel, from a volunteer’s own records",
    ),
    DemoPhoto(
        "courier-spines",
        covers.courier_spines,
        "Four shelves of bound newspapers, one volume a year from 1871; on the third shelf a gap"
        " where the years 1915 to 1918 should be.",
        "The bound Courier in the basement of Salt Street, with the war years already gone.",
        "Skarholm Courier/Edmund Fell",
        BY_SA,
    ),
    DemoPhoto(
        "anchorage",
        maps.anchorage,
        "Chart of the roadstead off Skarholm: the Nura Bay lies 2.6 miles north-west of the"
        " moles, apart from the ships that wait for berths.",
        "From the Nura Bay’s deck the crew could see the lights of the seamen’s canteen.",
        "Map: Nadia Rahal/Harbour Office, Skarholm",
    ),
    DemoPhoto(
        "generator",
        covers.generator,
        "A dark ship at night with a single lit window and its reflection on the water.",
        "One generator, one lamp, four hours a night.",
        "Estuary Press/Jonas Rhee",
    ),
    DemoPhoto(
        "deferrals",
        charts.deferrals,
        "A timeline of 2023: the inspection of crane 4 was due in March, was deferred in April,"
        " June and September, and had not been made when two men were killed on 19 October.",
        "Three deferrals, each of them reasonable, each of them signed.",
        "Berth 9 Inquiry/graphic: Camille Orsel",
        BY,
    ),
    DemoPhoto(
        "berth-nine",
        maps.berth_nine,
        "Plan of Berth 9 from above: a ship at the quay, three cranes, crane 4 in red with its"
        " boom over the ship, and rows of containers behind.",
        "Crane 4 stood in the middle of the berth, which is why it was never the one to be spared.",
        "Berth 9 Inquiry/drawing: Nadia Rahal",
        ZERO,
    ),
    DemoPhoto(
        "crane-four",
        covers.crane_four,
        "A quay crane in outline, its boom level, with one red container on the ropes.",
        "The boom of a quay crane is held by two ropes and one brake.",
        "Drawing: Nadia Rahal",
        ZERO,
    ),
    DemoPhoto(
        "recommendations",
        tiles.recommendations,
        "Two grids of forty-seven squares: 31 are filled in for the port’s count and 19 for the"
        " union’s.",
        "Both counts are honest; they differ about the meaning of ‘in place’.",
        "Graphic: Camille Orsel",
        BY,
    ),
    DemoPhoto(
        "leak-ledger",
        charts.leak_ledger,
        "Combined chart for 2010 to 2024: leaks rise from 17 to 24 per cent of supply while"
        " dividends rise from 21 to 58 million crowns.",
        "Fourteen years of Merrow Water in two lines, neither of which the company plots.",
        "Merrow Water plc, annual reports/graphic: Camille Orsel",
        BY,
    ),
    DemoPhoto(
        "boil-zones",
        tiles.boil_zones,
        "Hexagon map of Merrow’s pressure zones: nine days of notice next to the Hollow Lane works,"
        " fewer with distance, none in the west.",
        "Who boiled, and for how long, by pressure zone.",
        "Merrow Evening Post/Graphics Desk",
    ),
    DemoPhoto(
        "tap",
        covers.tap,
        "One drop falls from the mouth of a pipe towards rings of water.",
        "A drop a second is eleven cubic metres a year.",
        "Drawing: Camille Orsel",
        ZERO,
    ),
    DemoPhoto(
        "referendum-tiles",
        tiles.referendum_tiles,
        "Tile map of Merrow’s thirty-one districts with the share of Yes votes, from 41 per cent"
        " at the edge to 71 in the centre; five districts said No.",
        "The districts that boiled their water in 2025 are the dark ones.",
        "City of Merrow/graphic: Camille Orsel",
        BY,
    ),
    DemoPhoto(
        "kestle-closed",
        maps.kestle_closed,
        "Diagram of the railway: the main line from Skarholm by Merrow and Ostrey to Tarn in grey,"
        " the closed branch from Ostrey by Lower Fold and Pellwater to Kestle as a broken line.",
        "Ostrey to Kestle: the trackbed is whole, but for two bridges and a bicycle path.",
        "Map: Camille Orsel",
        BY_SA,
    ),
    DemoPhoto(
        "kestle-line",
        maps.kestle_line,
        "Diagram of the railway: the main line from Skarholm by Merrow and Ostrey to Tarn in grey,"
        " the branch from Ostrey by Lower Fold and Pellwater to Kestle in red.",
        "The branch that was closed for saving too little and opened for costing too much.",
        "Map: Camille Orsel",
        BY_SA,
    ),
    DemoPhoto(
        "ballot",
        covers.ballot,
        "Scattered ballot papers, each with a cross.",
        "Eleven manifestos were registered by the deadline; four of them contain a number.",
        "Drawing: Camille Orsel",
        ZERO,
    ),
    DemoPhoto(
        "chamber",
        tiles.chamber,
        "Half-circle of 150 seats: Alliance 71, Green and Rural 17, Coast List 10, Union 52.",
        "The Assembly as the voters left it: nobody has the seventy-six that make a majority.",
        "Electoral Office/graphic: Camille Orsel",
        BY,
    ),
    DemoPhoto(
        "party-slope",
        tiles.party_slope,
        "Slope chart of seats in 2021 and 2025: Union falls from 79 to 52, Alliance rises from 49"
        " to 71, Green and Rural from 13 to 17, Coast List from 9 to 10.",
        "Twenty-seven seats left the Union, and twenty-two of them went next door.",
        "Electoral Office/graphic: Camille Orsel",
        BY,
    ),
    DemoPhoto(
        "low-water",
        covers.low_water,
        "A river seen from above has shrunk between bands of dry sand; a gauge stands in it, less"
        " than half covered.",
        "The gauge at Vignelles, at the level of July 2024.",
        "Gazette de l’Orle/Armand Tissot",
    ),
    DemoPhoto(
        "glacier",
        covers.glacier,
        "Ridges of grey-blue mountains one behind another, with a white tongue of ice in the"
        " middle.",
        "The Hochfirn above Oberbrunn, where a third of the Orle’s August begins.",
        "Tannwalder Bote/Regula Amstad",
        BY_SA,
    ),
    DemoPhoto(
        "treaty-shares",
        charts.treaty_shares,
        "Chart of two rules: the treaty of 1962 as a level line at 41, that of 2026 as a rising"
        " line of 38 per cent, which meets the first where the natural flow is 108.",
        "Below 108 cubic metres a second, the new treaty gives Aldmark less than the old one"
        " promised.",
        "Graphic: Camille Orsel",
        BY,
    ),
    DemoPhoto(
        "bands",
        covers.bands,
        "",
        "",
        "Drawing: Camille Orsel",
        ZERO,
    ),
)
