"""Refuse libraries under GPL or AGPL, of Python and of the browser. Exit code 1 names them."""

import json
import re
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REFUSED = re.compile(r"\b(AGPL|GPL|General Public Licen[cs]e)", re.IGNORECASE)
LESSER = re.compile(r"\b(LGPL|Lesser General Public)", re.IGNORECASE)


def licence_of(package: Distribution) -> str:
    """What the package declares: expression, classifiers, then the free text's first line."""
    meta = package.metadata
    if expression := meta.get("License-Expression"):
        return expression
    named = [c for c in meta.get_all("Classifier") or [] if c.startswith("License ::")]
    if named:
        return "; ".join(c.rsplit("::", 1)[1].strip() for c in named)
    return (meta.get("License") or "").strip().split("\n")[0]


def is_refused(licence: str) -> bool:
    """GPL or AGPL with no other licence to choose; the lesser GPL may be linked to."""
    choices = re.split(r"\s+OR\s+", licence)
    return all(REFUSED.search(c) and not LESSER.search(c) for c in choices)


def browser_packages() -> list[tuple[str, str]]:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text())
    return [
        (name.removeprefix("node_modules/"), str(facts.get("license", "")))
        for name, facts in lock["packages"].items()
        if name
    ]


def main() -> int:
    found = [(p.metadata["Name"], licence_of(p)) for p in distributions()] + browser_packages()
    wrong = sorted({(name, licence) for name, licence in found if is_refused(licence)})
    for name, licence in wrong:
        print(f"licence not allowed: {name}: {licence}")
    print(f"licences: {len(found)} packages looked at, {len(wrong)} refused")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
