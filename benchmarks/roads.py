"""The road engine on real extracts: `python benchmarks/roads.py [CITY.osm.pbf …]`."""

import json
import os
import sys
from pathlib import Path

from quanju.engine.roads.measure import measure_roads

SHARED = Path(os.environ.get("QUANJU_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))


def main() -> None:
    files = [Path(name) for name in sys.argv[1:]] or sorted(SHARED.glob("roads/*.osm.pbf"))
    if not files:
        print(json.dumps({"skipped": "no extract given, and none beside the project"}))
    for file in files:
        figures = measure_roads(file, units=300, calls=500, checked=20)
        print(json.dumps({"extract": file.name, **figures}), flush=True)


if __name__ == "__main__":
    main()
