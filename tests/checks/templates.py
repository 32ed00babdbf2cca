"""A template is code: no line over 160 characters. Exit code 1 names each line that is.

What djangofmt cannot break, a run of tags without a space, is broken by hand; a sentence that is
too long for a line stands in {% words %}.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 160


def too_long(path: Path) -> list[str]:
    lines = path.read_text().splitlines()
    return [
        f"{path.relative_to(ROOT)}:{number}: {len(line)} characters"
        for number, line in enumerate(lines, 1)
        if len(line) > LONGEST
    ]


def main() -> int:
    paths = sorted(p for part in ("src", "tests") for p in (ROOT / part).rglob("*.html"))
    faults = [fault for path in paths for fault in too_long(path)]
    for fault in faults:
        print(fault)
    print(f"templates: {len(faults)} lines over {LONGEST} characters in {len(paths)} files")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
