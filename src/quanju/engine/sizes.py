"""What every engine says before it begins: that a size takes too much memory."""

MOST_BYTES = 2 * 2**30
"""An engine's work stands beside the service on one machine, and takes no more than this."""

Sentences = tuple[str, str]


def too_large(what: Sentences, needed: int, most: int) -> Sentences:
    """The refusal in Chinese and English; `what` names the size, as in ("9 个单元", "9 cells")."""
    mega, limit = needed / 1e6, most / 1e6
    return (
        f"{what[0]}要用 {mega:.0f} MB 内存，上限 {limit:.0f} MB；请缩小规模",
        f"{what[1]} take {mega:.0f} MB of memory, the limit is {limit:.0f} MB: ask for less",
    )
