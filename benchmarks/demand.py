"""The demand engine on an invented town and on real calls: `python benchmarks/demand.py`."""

import json
import os
from pathlib import Path

from quanju.engine.demand.measure import measure_demand

SHARED = Path(os.environ.get("QUANJU_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))


def main() -> None:
    folder = SHARED / "calls"
    figures = measure_demand(folder if folder.is_dir() else None)
    for source, found in figures.items():
        print(json.dumps({"source": source, **found}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
