"""What can be wrong with past calls as a source of rates, each in both languages."""

Sentence = tuple[str, str]
"""The same in Chinese and English."""


class DemandInputError(ValueError):
    """Input no rate can be learnt from. `.zh` and `.en` say why."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(f"{zh} / {en}")


class TooFewDays(DemandInputError):
    """Fewer recorded days than rates need. `days` recorded, `least` needed."""

    def __init__(self, days: int, least: int) -> None:
        self.days, self.least = days, least
        super().__init__(
            f"只有 {days} 天的记录，至少需要 {least} 天",
            f"{days} recorded days; rates need {least} or more",
        )


class WeekdayMissing(DemandInputError):
    """Some day of the week was never recorded. `weekday` counts from Monday = 0."""

    def __init__(self, weekday: int) -> None:
        self.weekday = weekday
        super().__init__(
            f"没有一个周{'一二三四五六日'[weekday]}的记录",
            f"no {DAYS_EN[weekday]} was recorded",
        )


class NoCalls(DemandInputError):
    """The period holds not one call."""

    def __init__(self) -> None:
        super().__init__("这段时间里一起警情也没有", "the period holds not one call")


class TooLarge(DemandInputError):
    """More days and places than the memory holds, told before anything begins."""


DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
