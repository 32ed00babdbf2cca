"""The memory of a process that serves: what it needed to get ready stays out of its way."""

import ctypes
import gc
from contextlib import suppress

M_ARENA_MAX = -8  # malloc.h


def settle() -> None:
    """Give back what was only needed to get ready; never look through the rest again.

    Code, rule tables and kernels live as long as the process. The garbage collection of the oldest
    generation walks through all of them, 150 to 200 ms in which nobody is answered; frozen, it
    looks at what came since.
    """
    gc.collect()
    gc.freeze()


def share_heaps() -> None:
    """Let all threads share two heaps: eight a core, each with gaps of its own, cost 25 MB.

    What was only needed to get ready, such as compiling or making the demo, goes back first.
    """
    with suppress(AttributeError, OSError, TypeError):  # glibc alone knows it
        libc = ctypes.CDLL(None)
        libc.mallopt(M_ARENA_MAX, 2)
        libc.malloc_trim(0)
