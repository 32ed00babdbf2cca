"""The siting engine on OR-Library's p-median graphs: `python benchmarks/siting.py [FOLDER]`."""

import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path

from quanju.engine.siting.measure import city, measure_pmed, measure_spopt

SHARED = Path(os.environ.get("QUANJU_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED / "pmed"
    if not (folder / "optima.csv").is_file():
        print(json.dumps({"skipped": "no folder given, and none beside the project"}))
    else:
        print(json.dumps(measure_pmed(folder, time_s=60.0)), flush=True)
    if find_spec("spopt") is not None:
        print(json.dumps(measure_spopt(*city(2000, 300))), flush=True)


if __name__ == "__main__":
    main()
