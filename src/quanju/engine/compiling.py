"""`njit` of the house: compiled code is kept where the service may write, or made anew.

It lives in the folder that NUMBA_CACHE_DIR names, else under QUANJU_HOME. numba alone looks beside
the source and in the user's home; on a hardened server it may write to neither, and then refuses to
load a module at all. Here a folder that cannot be used, a full disk or a damaged file only means
that the function is compiled once more in this process.
"""

import logging
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from numba.core.caching import FunctionCache, NullCache

HOME = Path(os.environ.get("QUANJU_HOME", "var")).resolve()
if HOME.is_dir():
    # In the environment too: processes that we start inherit it.
    folder = os.environ.setdefault("NUMBA_CACHE_DIR", str(HOME / "compiled"))
    numba.config.CACHE_DIR = folder  # type: ignore[attr-defined]

log = logging.getLogger("quanju.engine")

# What reading a damaged or a foreign file of compiled code raises.
UNREADABLE = (
    OSError,
    EOFError,
    pickle.UnpicklingError,
    AttributeError,
    ImportError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
    RuntimeError,
)


class _Kept(FunctionCache):
    """The compiled code of one function on disk; what cannot be read or written is not there."""

    def load_overload(self, signature: Any, target_context: Any) -> Any:
        try:
            return super().load_overload(signature, target_context)
        except UNREADABLE as error:
            log.warning("compiled code in %s cannot be read: %s", self.cache_path, error)
            return None

    def save_overload(self, signature: Any, made: Any) -> None:
        try:
            super().save_overload(signature, made)
        except UNREADABLE as error:
            log.warning("compiled code cannot be kept in %s: %s", self.cache_path, error)


def njit(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Compile without Python objects at the first call; `options` are numba's own."""

    def compiled(function: Callable[..., Any]) -> Any:
        made = numba.njit(**options)(function)
        made._cache = _cache_of(function)
        return made

    return compiled


def _cache_of(function: Callable[..., Any]) -> FunctionCache | NullCache:
    try:
        return _Kept(function)
    except RuntimeError:  # numba's word for "no folder will do"
        return NullCache()
