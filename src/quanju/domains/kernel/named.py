"""What bears a name in both languages."""

from quanju.domains.kernel.types import Text


class Named:
    """For tables with `name_zh` and `name_en`; who gives no English name is called by the other."""

    name_zh: str
    name_en: str

    @property
    def name(self) -> Text:
        return Text(self.name_zh, self.name_en or self.name_zh)
