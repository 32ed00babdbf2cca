"""What waits in patrol: calls for help."""

from collections.abc import Iterator
from datetime import datetime

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.waiting import Waiting, WaitingVerb
from quanju.domains.patrol.models import HelpCall
from quanju.domains.patrol.permissions import may_end_emergency
from quanju.domains.patrol.workflow import UNIT
from quanju.domains.people.types import Actor

SAFE = Text("班组安全", "the crew is safe")
HELP = Text(
    "{unit} {since} 按下紧急求助。确认班组安全后由指挥台解除；班组自己不能解除。",
    "{unit} called for help at {since}. The desk ends it once the crew is safe, never the crew.",
)


def waiting_for(actor: Actor, *, at: datetime, until: datetime) -> list[Waiting]:
    """Every call for help that stands, for who may end it."""
    return list(_calls_for_help()) if may_end_emergency(actor) else []


def _calls_for_help() -> Iterator[Waiting]:
    for call in HelpCall.objects.filter(ended_at=None).select_related("unit"):
        unit = call.unit
        yield Waiting(
            key=f"patrol.help:{call.pk}",
            subject=unit.subject,
            kind="alert",
            number=unit.call_sign,
            title=Text("{unit} 紧急求助", "{unit} calls for help").filled(unit=unit.call_sign),
            place=unit.force,
            from_whom=Text("班组", "the crew"),
            why=HELP,
            facts={"unit": unit.call_sign},
            since=call.called_at,
            toward=SAFE,
            verbs=(
                WaitingVerb(
                    name="patrol.end_emergency",
                    label=UNIT.verb_labels["end_emergency"],
                    address=(unit.pk,),
                    is_final=True,
                ),
            ),
            is_danger=True,
            is_at_once=True,
        )
