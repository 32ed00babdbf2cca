"""The index of recordings: its columns, its conditions, how a page of it is fetched."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

from django.urls import reverse

from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor
from quanju.domains.supervision.queries.recordings import recordings
from quanju.domains.supervision.types.recordings import (
    RECORDING_KINDS,
    RECORDING_STATES,
    RecordingView,
)
from quanju.pages.shared.fields import Filter, one_of
from quanju.pages.shared.listing import Column, Listing, moment_key, moment_place

TONES = {"indexed": "warn", "good": "good", "bad": "bad", "deleted": "muted"}
FOR_EVER = Text("永久", "for ever")
BESIDE = {"due": Text("到期可删", "due to be deleted"), "held": Text("已保全", "on hold")}
RECORDING_COLUMNS = (
    Column(
        Text("编号", "Number"),
        attrgetter("number"),
        href=lambda row: reverse("supervision_desk:recording", args=[row.number]),
    ),
    Column(Text("事项", "Matter"), attrgetter("matter_label")),
    Column(Text("种类", "Kind"), attrgetter("kind_label")),
    Column(Text("单位", "Office"), attrgetter("office")),
    Column(Text("开始", "Began"), attrgetter("began_at"), "moment"),
    Column(
        Text("保存到", "Kept until"),
        lambda row: row.keep_until or FOR_EVER,
        note=lambda row: BESIDE["held"] if row.is_held else "",
    ),
    Column(
        Text("核对", "Compared"), attrgetter("status_label"), tone=lambda row: TONES[row.status]
    ),
)


class RecordingFilter(Filter):
    """Conditions on the index; nobody is found by a name."""

    def __init__(self, *given: object, **more: object) -> None:
        super().__init__(*given, **more)  # type: ignore[arg-type]
        self.fields["state"] = one_of(Text("状态", "State"), dict(RECORDING_STATES) | BESIDE)
        self.fields["kind"] = one_of(Text("种类", "Kind"), RECORDING_KINDS)


def recording_list(form: RecordingFilter, actor: Actor, at: datetime) -> Listing:
    """The index as this person reads it under these conditions, the newest first."""
    asked = {name: str(value) for name, value in form.asked().items() if value}

    def fetch(before: str, limit: int) -> Sequence[RecordingView]:
        return recordings(actor, before=moment_place(before), at=at, most=limit, **asked)

    return Listing(
        RECORDING_COLUMNS,
        fetch,
        lambda row: moment_key(row.indexed_at, row.pk),
        Text("没有符合条件的录音录像。", "No recording fits."),
        "file-text",
        file="recordings",
        subject="recording:list",
        purpose="supervise",
        form=form,
    )
