"""Which units go together: as many needs met as can be, and why the soonest may stay."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from quanju.domains.dispatch.plans import Need
from quanju.domains.dispatch.types import Candidate
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types.standing import FORCE_TYPES


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen candidates by number, each with the need it is chosen for; needs nobody meets."""

    chosen: tuple[tuple[int, Need], ...]
    unmet: tuple[Text, ...]


def still_needed(needs: Sequence[Need], going: Sequence[Sequence[Any]]) -> list[Need]:
    """What is still missing once the units at work (force, crew) each meet one need."""
    able = [
        {u for u, (force, crew) in enumerate(going) if _meets(need, force, crew)} for need in needs
    ]
    met = _most_met(able)
    return [need for number, need in enumerate(needs) if number not in met]


def _meets(need: Need, force: str, crew: int) -> bool:
    return force in need.forces and crew >= need.least_crew


def _most_met(able: Sequence[AbstractSet[int]]) -> dict[int, int]:
    """Which unit meets which need, so that as many needs as possible are met; earlier ones first.

    `able[need]` holds the units that can meet it; each unit meets one (augmenting paths).
    """
    meets: dict[int, int] = {}  # unit → need

    def find(need: int, tried: set[int]) -> bool:
        for unit in sorted(able[need] - tried):
            tried.add(unit)
            if unit not in meets or find(meets[unit], tried):
                meets[unit] = need
                return True
        return False

    for need in range(len(able)):
        find(need, set())
    return {need: unit for unit, need in meets.items()}


def choose(candidates: Sequence[Candidate], needs: Sequence[Need], preference_s: float) -> Choice:
    """For each need the earliest unit, where a preferred force may be a little later.

    No unit is taken for one need that another need cannot do without.
    """
    able = [
        {n for n, c in enumerate(candidates) if _meets(need, c.force_type, c.crew_size)}
        for need in needs
    ]
    met = sorted(_most_met(able))
    chosen: list[int] = []
    for place, number in enumerate(met):
        later = [able[other] for other in met[place + 1 :]]
        free = sorted(able[number] - set(chosen), key=lambda n: _time(candidates[n]))
        fits = (n for n in free if _leaves(later, {*chosen, n}))
        chosen.append(_preferred(needs[number], candidates, fits, preference_s))
    unmet = tuple(_lacking(need) for number, need in enumerate(needs) if number not in met)
    return Choice(tuple((n, needs[met[place]]) for place, n in enumerate(chosen)), unmet)


def _leaves(later: Sequence[AbstractSet[int]], taken: AbstractSet[int]) -> bool:
    """Can every later need still be met without those units?"""
    return len(_most_met([able - taken for able in later])) == len(later)


def _preferred(
    need: Need, candidates: Sequence[Candidate], fits: Iterator[int], preference_s: float
) -> int:
    """Of those that fit, the soonest first: nobody beyond the preference is looked at."""
    soonest = next(fits)
    latest = _time(candidates[soonest]) + preference_s
    near = [soonest, *takewhile(lambda n: _time(candidates[n]) <= latest, fits)]

    def rank(n: int) -> tuple[int, float, int]:
        return need.forces.index(candidates[n].force_type), _time(candidates[n]), n

    return min(near, key=rank)


def _time(one: Candidate) -> float:
    """Who is chosen for a need has a time: where no place is known, nobody is chosen."""
    assert one.seconds is not None
    return one.seconds


def _lacking(need: Need) -> Text:
    wanted = _forces(need)
    return Text(f"缺{wanted.zh}", f"none of {wanted.en}")


def _forces(need: Need) -> Text:
    names = [FORCE_TYPES[force] for force in need.forces]
    return Text("或".join(n.zh for n in names), " or ".join(n.en for n in names))


def with_reasons(candidates: Sequence[Candidate], choice: Choice) -> list[Candidate]:
    """A proposed unit that is not the soonest says which came sooner, and why that one stays."""
    taken = {number for number, _ in choice.chosen}
    told = list(candidates)
    for number, need in choice.chosen:
        sooner = next((n for n in range(number) if n not in taken), number)
        earlier = round(_time(candidates[number]) - _time(candidates[sooner]))
        if earlier > 0:
            unit, why = candidates[sooner], _why_not(candidates[sooner], candidates[number], need)
            reason = _SOONER.filled(unit=unit.call_sign, seconds=earlier, why=why)
            told[number] = replace(told[number], reasons=(*told[number].reasons, reason))
    return told


_SOONER = Text("{unit} 早 {seconds} 秒，但{why}", "{unit} is {seconds} s sooner, but {why}")


def _why_not(sooner: Candidate, chosen: Candidate, need: Need) -> Text:
    """Why the soonest of those who stay is not sent instead."""
    if sooner.force_type not in need.forces:
        wanted = _forces(need)
        return Text(f"此处要{wanted.zh}", f"the plan asks for {wanted.en} here")
    if sooner.crew_size < need.least_crew:
        crew, least = sooner.crew_size, need.least_crew
        return Text(f"只有 {crew} 人，此处要 {least} 人", f"has a crew of {crew}, not of {least}")
    # One that another need cannot do without is among the chosen, so it is a matter of preference.
    return Text(f"方案先用{chosen.force.zh}", f"the plan prefers {chosen.force.en}")
