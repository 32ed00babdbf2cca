"""`python -m quanju.demo.maker FOLDER [SEED]`"""

import sys
from pathlib import Path

from quanju.demo.maker.make import SEED, make_branch

if __name__ == "__main__":
    make_branch(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else SEED)
