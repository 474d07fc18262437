"""Pictures of the demo blog. Their texts are in content/photos.toml, under the same keys."""

from collections.abc import Callable, Mapping

from PIL import Image

from devtools.demo.pictures import charts, covers, maps, tiles

DRAWINGS: Mapping[str, Callable[[], Image.Image]] = {
    "quay-silent": covers.quay_silent,
    "containers-monthly": charts.containers_monthly,
    "on-time": charts.on_time,
    "orle-basin": maps.orle_basin,
    "vignelles-flow": charts.vignelles_flow,
    "flow-years": charts.flow_years,
    "movement-grid": tiles.movement_grid,
    "courier-spines": covers.courier_spines,
    "anchorage": maps.anchorage,
    "generator": covers.generator,
    "deferrals": charts.deferrals,
    "berth-nine": maps.berth_nine,
    "crane-four": covers.crane_four,
    "recommendations": tiles.recommendations,
    "leak-ledger": charts.leak_ledger,
    "boil-zones": tiles.boil_zones,
    "tap": covers.tap,
    "referendum-tiles": tiles.referendum_tiles,
    "kestle-closed": maps.kestle_closed,
    "kestle-line": maps.kestle_line,
    "ballot": covers.ballot,
    "chamber": tiles.chamber,
    "party-slope": tiles.party_slope,
    "low-water": covers.low_water,
    "glacier": covers.glacier,
    "treaty-shares": charts.treaty_shares,
    "bands": covers.bands,
}
