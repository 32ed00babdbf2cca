"""How long the base map takes to make, how big it is, how fast tiles are read.

    python benchmarks/basemap.py [EXTRACT.osm.pbf | FOLDER ...]

Without arguments: the six extracts beside the project. Prints one JSON object a source. Each is
built in a process of its own, so that `memory_mb` (above the process before the build) is its own.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles

ROADS = (
    Path(os.environ.get("QUANJU_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))
    / "roads"
)
READS = 20_000


def measure(source: Path) -> dict[str, object]:
    """Build and read one source in this process."""
    from quanju.domains.geo.basemap.build import build_tiles
    from quanju.domains.geo.basemap.store import TileStore

    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "map.pmtiles"
        cpu = time.process_time()
        report = build_tiles(source, out)
        cpu = time.process_time() - cpu
        peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.perf_counter()
        store = TileStore(out)
        open_ms = (time.perf_counter() - begun) * 1000
        p50_us, p99_us, biggest = read_times(store)
    return {
        "source": source.name,
        "build_s": report.seconds,
        "build_cpu_s": round(cpu, 2),
        "memory_mb": round((peak_kb - before_kb) / 1024, 1),
        "tiles": report.tiles,
        "file_mb": round(report.bytes / 1e6, 2),
        "biggest_tile_kb": round(biggest / 1024, 1),
        "features": report.features,
        "faults": report.faults,
        "open_ms": round(open_ms, 2),
        "tile_p50_us": p50_us,
        "tile_p99_us": p99_us,
    }


def read_times(store: object) -> tuple[float, float, int]:
    """Median and 99th percentile of reading a tile, in microseconds; bytes of the biggest tile."""
    from pmtiles.tile import tileid_to_zxy

    places = [tileid_to_zxy(first) for first, _ in store.addresses()]  # type: ignore[attr-defined]
    taken, biggest = [], 0
    for number in range(READS):
        place = places[number * 7919 % len(places)]
        begun = time.perf_counter_ns()
        tile = store.tile(*place)  # type: ignore[attr-defined]
        taken.append(time.perf_counter_ns() - begun)
        biggest = max(biggest, len(tile))
    cuts = quantiles(taken, n=100)
    return round(cuts[49] / 1000, 2), round(cuts[98] / 1000, 2), biggest


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(Path(sys.argv[2])), ensure_ascii=False), flush=True)
        return
    names = ["porto", "monaco", "krems", "shenzhen-futian", "helsinki", "liechtenstein-2021"]
    sources = [Path(one) for one in sys.argv[1:]] or [ROADS / f"{name}.osm.pbf" for name in names]
    for source in sources:
        if not source.exists():
            print(json.dumps({"source": source.name, "skipped": "not there"}), flush=True)
            continue
        subprocess.run([sys.executable, __file__, "--one", str(source)], check=True)


if __name__ == "__main__":
    main()
