"""What one request has read of the tables that everything stands on: asked once, then kept.

Entering an incident asked for a rule table ten times and for the map twice, 0.3 ms each. Within a
request the answers are kept, until this thread changes a row of the table they came from or ends
a write; the next request asks anew, so a rule or a closure of another process is never missed.
"""

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

Value = TypeVar("Value")


class _Reading(threading.local):
    answers: dict[Any, dict[Hashable, Any]] | None = None


_reading = _Reading()


@contextmanager
def one_reading() -> Iterator[None]:
    """Until the end of the block the same question has the same answer."""
    _reading.answers = {}
    try:
        yield
    finally:
        _reading.answers = None


def kept(model: Any, question: Hashable, ask: Callable[[], Value]) -> Value:
    """The answer to a question about the rows of `model`, or of each model of a tuple; whoever gets
    it must not change it."""
    if _reading.answers is None:
        return ask()
    models = model if isinstance(model, tuple) else (model,)
    known = [_reading.answers.setdefault(one, {}) for one in models]
    if not all(question in answers for answers in known):
        found = ask()
        for answers in known:
            answers[question] = found
    answer: Value = known[0][question]
    return answer


def forget(model: Any = None) -> None:
    """What was read of this table, or of all, may no longer be true."""
    if _reading.answers is None:
        return
    if model is None:
        _reading.answers.clear()
    else:
        _reading.answers.pop(model, None)
