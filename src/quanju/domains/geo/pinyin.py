"""How Chinese names sound, for who types faster in letters than in characters."""

import re

_CHINESE = re.compile(r"[\u3400-\u9fff]")


def spelt(name: str) -> tuple[str, ...]:
    """`中央大街` as `zhongyangdajie` and `zydj`; nothing for a name without Chinese characters.

    Readings follow the word (重庆 is chongqing, 重点 zhongdian); ü is spelt v, as it is typed.
    """
    if not _CHINESE.search(name):
        return ()
    # Its dictionary holds 55 MB: only those who load a map need it, no server does.
    from pypinyin import lazy_pinyin

    sounds = [sound for sound in lazy_pinyin(name) if sound]
    return "".join(sounds), "".join(sound[0] if sound.isalpha() else sound for sound in sounds)
