"""A state machine is a table; everything else is refused (house rule 4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from quanju.domains.kernel.types import Refused, Text


class NotInThisState(Refused):
    """The verb does not fit the present state."""

    code = "NOT_IN_THIS_STATE"
    text = Text(
        "现在是“{state}”，不能“{verb}”。现在可以：{allowed}",
        "It is “{state}” now, so “{verb}” is not possible. Possible now: {allowed}",
    )

    def __init__(self, *, state: Text, verb: Text, allowed: Text, verbs: tuple[str, ...]) -> None:
        super().__init__(state=state, verb=verb, allowed=allowed)
        self.verbs = verbs


@dataclass(frozen=True)
class Workflow:
    """Allowed moves: `moves[state][verb]` is the next state. Labels give both languages."""

    name: str
    moves: Mapping[str, Mapping[str, str]]
    state_labels: Mapping[str, Text]
    verb_labels: Mapping[str, Text]

    def __post_init__(self) -> None:
        states, verbs = set(self.moves), {v for row in self.moves.values() for v in row}
        targets = {t for row in self.moves.values() for t in row.values()}
        for what, missing in (
            ("states without a row", targets - states),
            ("states without a label", states - set(self.state_labels)),
            ("verbs without a label", verbs - set(self.verb_labels)),
        ):
            if missing:
                raise ValueError(f"workflow {self.name}: {what}: {sorted(missing)}")

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(self.moves)

    def verbs(self, state: str) -> tuple[str, ...]:
        """Verbs that fit `state`."""
        return tuple(self.moves[state])

    def allows(self, state: str, verb: str) -> bool:
        return verb in self.moves[state]

    def after(self, state: str, verb: str) -> str:
        """Next state, or `NotInThisState` naming what is possible."""
        row = self.moves[state]
        if verb in row:
            return row[verb]
        possible = [self.verb_labels[v] for v in row]
        allowed = Text(
            "、".join(p.zh for p in possible) or "无",
            ", ".join(p.en for p in possible) or "nothing",
        )
        raise NotInThisState(
            state=self.state_labels[state],
            verb=self.verb_labels.get(verb, Text(verb, verb)),
            allowed=allowed,
            verbs=tuple(row),
        )

    def cells(self) -> Iterator[tuple[str, str, str | None]]:
        """Every (state, verb, next state or None) of the table, for tests and drawings."""
        all_verbs = sorted({v for row in self.moves.values() for v in row})
        for state, row in self.moves.items():
            for verb in all_verbs:
                yield state, verb, row.get(verb)
