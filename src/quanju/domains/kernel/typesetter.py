"""The process that sets one paper and ends. It knows nothing of the branch but what it is told.

Run as a file by `typesetting`, so that nothing of Quanju is loaded. It may write no file, reads
none but fonts, and has no way to the network: a layout is the branch's own data.
"""

import json
import os
import resource
import sys

CANNOT = 3
CPU_S, MEMORY_BYTES = 20, 3 * 1024**3
NOWHERE = "http://127.0.0.1:9"
"""The discard port: where typst is sent that would fetch a package."""


def main() -> int:
    asked = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    os.environ |= {"http_proxy": NOWHERE, "https_proxy": NOWHERE, "RAYON_NUM_THREADS": "1"}
    import typst

    root = asked["root"]
    try:
        made = typst.compile(
            asked["source"].encode(),
            root=root,
            font_paths=asked["fonts"],
            ignore_system_fonts=True,
            package_path=root,
            package_cache_path=root,
            sys_inputs={"content": asked["content"]},
            **asked["output"],
        )
    except typst.TypstError as error:
        json.dump({"message": error.message, "diagnostic": error.diagnostic}, sys.stdout)
        return CANNOT
    pages = made if isinstance(made, list) else [made]
    sys.stdout.buffer.write(pages[0])
    return 0


if __name__ == "__main__":
    sys.exit(main())
