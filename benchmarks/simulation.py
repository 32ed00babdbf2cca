"""The simulation: `python benchmarks/simulation.py [FILE.roads]`, as `quanju bench simulation`."""

import json
import sys
from pathlib import Path

from quanju.engine.simulation.measure import measure_simulation

if __name__ == "__main__":
    roads = Path(sys.argv[1]) if sys.argv[1:] else None
    print(json.dumps(measure_simulation(roads)), flush=True)
