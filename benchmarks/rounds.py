"""The round engine on a square and on real roads: `python benchmarks/rounds.py`."""

import json
import os
from pathlib import Path

from quanju.engine.rounds.measure import measure_rounds

SHARED = Path(os.environ.get("QUANJU_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))
EVENINGS = ((12, 1, 120.0), (60, 5, 120.0), (60, 5, 75.0), (150, 10, 180.0))


def main() -> None:
    extract = SHARED / "roads" / "porto.osm.pbf"
    for roads in (None, extract if extract.exists() else None):
        for places, crews, minutes in EVENINGS:
            figures = measure_rounds(
                roads, places=places, crews=crews, shift_s=60 * minutes, time_s=30
            )
            print(json.dumps({"roads": roads and roads.name, **figures}), flush=True)
        if not extract.exists():
            break


if __name__ == "__main__":
    main()
