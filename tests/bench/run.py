"""`make bench-pages`: the cost of each kind of page in a small and in a large site, for readers and
in the admin.

Both sites have generated content (`manage.py populate`) in databases of the embedded server that
are deleted at the end; an existing one can serve as the large one. Pages are requested in this
process, alternately in both sites, so that other load affects both. CPU time and wall-clock time
are printed for each page, as medians of all runs.
"""

import argparse
import json
import os
import tempfile
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

from tests.bench.costs import MAX_RATIO, Row, measure
from tests.bench.sites import ExistingSite, Site

NAME_WIDTH = 36  # Of the name column.


def heading(sizes: list[int]) -> str:
    small, large = (f"{size:,}" for size in sizes)
    of_both = f"{small:>8} {large:>8}"
    return (
        "ms of processors: this process and that of the database which serves it;"
        " ms by the clock: all of it, waiting included\n"
        f"{'':{NAME_WIDTH}} {'':>7} {'bytes':>20} {'processors':>17} {'':>6} {'the clock':>17}\n"
        f"{'page':{NAME_WIDTH}} {'queries':>7} {small:>9} {large:>10}"
        f" {of_both}  ratio {of_both}  ratio"
    )


def line(row: Row) -> str:
    one, other = row.costs
    queries = (
        f"{one.queries}" if one.queries == other.queries else f"{one.queries}, {other.queries}"
    )
    return (
        f"{row.page:{NAME_WIDTH}} {queries:>7} {one.bytes:>9,} {other.bytes:>10,}"
        f" {one.cpu:>8.2f} {other.cpu:>8.2f} {row.ratio:>6.2f}"
        f" {one.wall:>8.2f} {other.wall:>8.2f} {row.wall_ratio:>6.2f}"
        + (f"  over {MAX_RATIO}" if row.is_over else "")
    )


def summary(rows: list[Row]) -> str:
    over = [row.page for row in rows if row.is_over]
    highest = max((row.ratio for row in rows), default=0)
    named = f": {', '.join(over)}" if over else ""
    return (
        f"{len(rows)} pages, of which {len(over)} over {MAX_RATIO} by either time{named}."
        f" The highest ratio of processors is {highest:.2f}."
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-pages", description=__doc__)
    parser.add_argument("--posts", type=int, nargs=2, default=[2_000, 100_000], metavar="N")
    parser.add_argument(
        "--site", type=Path, metavar="DIR", help="the VAR_DIR of the large site, not made anew"
    )
    parser.add_argument("--runs", type=int, default=9, metavar="N", help="of each page (9)")
    parser.add_argument(
        "--only", default="", metavar="WORDS", help="pages with these in their name"
    )
    parser.add_argument("--keep", action="store_true", help="keep both databases for the next time")
    parser.add_argument("--json", type=Path, help="where to (bench-pages.json in VAR_DIR)")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.pop("DATABASE_URL", None)
    kept_folder = Path(os.environ.get("VAR_DIR", "var"), "bench") if options.keep else None
    with nullcontext(kept_folder) if kept_folder else tempfile.TemporaryDirectory() as folder:
        for name in ("media", "static"):
            Path(folder, name).mkdir(parents=True, exist_ok=True)
            os.environ[f"{name.upper()}_ROOT"] = str(Path(folder, name))
        run(options)


def run(options: argparse.Namespace) -> None:
    import django
    from django.conf import settings
    from django.test import override_settings

    django.setup()
    # Hashed file names would require collected static files.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    sites: list[Site] = []
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        try:
            small, large = sorted(options.posts)
            sites.append(Site(small, options.keep))
            sites.append(ExistingSite(options.site) if options.site else Site(large, options.keep))
            for site in sites:
                site.fill()
            print(heading([site.posts for site in sites]))
            rows = []
            for row in measure(sites, options.runs, options.only):
                print(line(row), flush=True)
                rows.append(row)
            print(summary(rows))
        finally:
            for site in sites:
                site.drop()
    file = options.json or settings.VAR_DIR / "bench-pages.json"
    ratios = [{"ratio": row.ratio, "by_the_wall": row.wall_ratio} for row in rows]
    results = [asdict(row) | ratio for row, ratio in zip(rows, ratios, strict=True)]
    file.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
