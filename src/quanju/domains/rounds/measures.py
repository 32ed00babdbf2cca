"""V-4, rounds completed: what it counts, for the measures of duty."""

from collections import Counter
from datetime import datetime

from quanju.domains.duty.types import Definition, Finder, Found
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types.measures import Counted
from quanju.domains.rounds.models import PatrolRound
from quanju.domains.rounds.types import ROUND_MODES
from quanju.domains.rounds.workflow import ROUND


def rounds_of_mode(mode: str) -> Finder:
    """V-4: rounds that were to be done by now, and those completed."""

    def rounds(since: datetime, until: datetime, at: datetime) -> Found:
        rows = PatrolRound.objects.filter(mode=mode, duty_until__gt=since, duty_until__lte=until)
        rows = rows.exclude(status="cancelled").order_by("-duty_from", "pk")
        values = rows.values_list("pk", "zone", "status", "duty_from", "duty_until")
        return Found(
            [
                Counted(
                    begins=begins,
                    ends=ends,
                    zone=zone,
                    what=_what(ROUND_MODES[mode], ROUND.state_labels[status]),
                    part=float(status == "completed"),
                    whole=1.0,
                    subject=f"round:{pk}",
                )
                for pk, zone, status, begins, ends in values
            ],
            Counter(),
        )

    return rounds


def _what(mode: Text, state: Text) -> Text:
    return Text(f"{mode.zh} · {state.zh}", f"{mode.en} · {state.en}")


MEASURES = {
    f"V-4/{mode}": Definition(
        Text(f"巡逻完成率 · {name.zh}", f"Rounds completed · {name.en}"),
        Text(
            f"完成的{name.zh} ÷ 计划的{name.zh}（到点应完成、未取消）",
            f"{name.en} rounds completed ÷ planned (due by now, not cancelled)",
        ),
        Text(f"{name.zh}", f"{name.en} rounds"),
        rounds_of_mode(mode),
    )
    for mode, name in ROUND_MODES.items()
}
