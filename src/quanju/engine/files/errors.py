"""What is wrong with an input, in a sentence in both languages."""

from pathlib import Path


class InputError(ValueError):
    """Input that cannot be used. `.zh` and `.en` say why and, where one can know it, what helps."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(f"{zh} / {en}")


class FileNotUsable(InputError):
    """The same of a file: its sentences begin with its name and the line.

    `.why` holds them without; `.line` counts from 1, None where the whole file is meant.
    """

    def __init__(self, file: Path | str, zh: str, en: str, *, line: int | None = None) -> None:
        self.file, self.line = Path(file).name, line
        at_zh, at_en = (f"第 {line} 行：", f"line {line}: ") if line else ("", "")
        self.why = at_zh + zh, at_en + en
        super().__init__(f"{self.file}：{at_zh}{zh}", f"{self.file}: {at_en}{en}")
