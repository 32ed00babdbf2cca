"""Every Python process that finds this folder first on its path lives at another moment.

`tests/moments.py` puts it there; `QUANJU_TESTS_AHEAD_S` says how far the clock is ahead.
"""

import os

if ahead := os.environ.get("QUANJU_TESTS_AHEAD_S"):
    import time

    import time_machine

    if not time_machine.escape_hatch.is_travelling():
        time_machine.travel(time.time() + float(ahead), tick=True).start()
