"""Every cell of specification 3.2 through the verbs that people use."""

from datetime import timedelta

import pytest
from tests.builders.incidents import a_crew_at, a_split, an_incident, an_order, fresh
from tests.builders.people import NOON, an_actor

from quanju.domains.approvals import actions as approvals
from quanju.domains.dispatch.actions import feedback, steps
from quanju.domains.dispatch.actions import split as split_actions
from quanju.domains.dispatch.actions.cancelling import cancel_incident
from quanju.domains.dispatch.actions.correcting import move_incident, reclassify_incident
from quanju.domains.dispatch.actions.grading import lower_grade, raise_grade
from quanju.domains.dispatch.actions.incidents import reopen_incident
from quanju.domains.dispatch.actions.merging import propose_merge
from quanju.domains.dispatch.workflow import INCIDENT
from quanju.domains.kernel.types import Refused

pytestmark = pytest.mark.django_db

NOW = NOON + timedelta(hours=1)


class Story:
    """An incident brought into a state by the verbs; a spare unit and two people at the desk."""

    def __init__(self):
        self.unit, crew = a_crew_at("特-01", (2, 2))
        self.spare, _ = a_crew_at("特-02", (3, 3))
        self.crew = crew[0]
        self.desk, self.second = an_actor("dispatcher"), an_actor("dispatcher")
        self.row = an_incident(by=self.desk)
        self.other = an_incident(by=self.desk, where=(4, 2))

    @property
    def state(self):
        return fresh(self.row).state

    def step(self, name, unit=None, at=NOW):
        verb = getattr(steps, name)
        verb(incident=self.row.number, unit=(unit or self.unit).pk, by=self.crew, at=at)

    def steps(self, *names):
        for name in names:
            self.step(name, at=NOON)

    def new(self):
        pass

    def dispatched(self):
        an_order(self.row, self.unit.pk, by=self.desk)

    def en_route(self):
        self.dispatched()
        self.steps("acknowledge_order", "depart")

    def on_scene(self):
        self.en_route()
        self.steps("arrive")

    def controlled(self):
        self.on_scene()
        self.steps("control")

    def feedback_due(self):
        self.controlled()
        self.steps("clear")

    def closed(self):
        self.feedback_due()
        self.give_feedback()
        self.accept_feedback()

    def cancelled(self):
        self.cancel()

    def reopened(self):
        self.closed()
        self.reopen()

    def merged(self):
        self.merge()

    def order(self):
        an_order(self.row, self.spare.pk, by=self.desk, at=NOW)

    def cancel(self):
        cancel_incident(incident=self.row.number, reason="entered_twice", by=self.desk, at=NOW)

    def merge(self):
        numbers = {"incident": self.row.number, "into": self.other.number}
        act = propose_merge(**numbers, by=self.desk, at=NOW)
        approvals.approve(proposal=act.pk, by=self.second, at=NOW)

    def undo_merge(self):
        split_actions.undo_merge(
            incident=self.row.number, reason="不是一回事", by=self.desk, at=NOW
        )

    def split(self):
        a_split(self.row, by=self.desk, at=NOW)

    def reopen(self):
        reopen_incident(incident=self.row.number, reason="新情况", by=self.desk, at=NOW)

    def give_feedback(self):
        said = {"disposition": "mediated", "type_code": "fight"}
        feedback.give_feedback(incident=self.row.number, **said, by=self.crew, at=NOW)

    def accept_feedback(self):
        feedback.accept_feedback(incident=self.row.number, by=self.desk, at=NOW)

    def return_feedback(self):
        feedback.return_feedback(incident=self.row.number, reason="太短", by=self.desk, at=NOW)


DESK_VERBS = (
    "order",
    "cancel",
    "merge",
    "split",
    "undo_merge",
    "reopen",
    "give_feedback",
    "accept_feedback",
    "return_feedback",
)
NEEDS_FEEDBACK = ("accept_feedback", "return_feedback")


@pytest.mark.parametrize("state", INCIDENT.states)
@pytest.mark.parametrize("verb", DESK_VERBS)
def test_each_verb_in_each_state(town, state, verb):
    story = Story()
    getattr(story, state)()
    assert story.state == state
    if verb in NEEDS_FEEDBACK and state == "feedback_due":
        story.give_feedback()
    if INCIDENT.allows(state, verb):
        getattr(story, verb)()
        assert story.state == INCIDENT.after(state, verb)
        return
    with pytest.raises(Refused) as refusal:
        getattr(story, verb)()
    assert refusal.value.text.zh
    assert story.state == state


CREW_VERBS = {
    "dispatched": {"acknowledge_order": "dispatched"},
    "en_route": {"arrive": "on_scene"},
    "on_scene": {"control": "controlled", "transport": "on_scene", "clear": "feedback_due"},
    "controlled": {"control": "controlled", "transport": "controlled", "clear": "feedback_due"},
    "feedback_due": {"done": "feedback_due"},
}
STEPS = ("acknowledge_order", "depart", "arrive", "control", "transport", "clear", "done")


@pytest.mark.parametrize("state", INCIDENT.states)
@pytest.mark.parametrize("verb", STEPS)
def test_each_step_of_the_crew_in_each_state(town, state, verb):
    story = Story()
    getattr(story, state)()
    after = CREW_VERBS.get(state, {}).get(verb)
    if state in {"closed", "reopened"} and verb == "done":
        after = state  # the crew still wrote its report
    if after is not None:
        story.step(verb)
        assert story.state == after
        return
    with pytest.raises(Refused):
        story.step(verb)
    assert story.state == state


CHANGES = {
    raise_grade: {"grade": 1},
    lower_grade: {"grade": 4, "reason": "双方已离开"},
    reclassify_incident: {"type_code": "theft"},
    move_incident: {"lon": 119.70, "lat": 49.19},
}


@pytest.mark.parametrize("state", ["closed", "cancelled", "merged"])
@pytest.mark.parametrize("verb", CHANGES)
def test_an_incident_that_has_ended_is_not_changed(town, state, verb):
    story = Story()
    getattr(story, state)()
    before = fresh(story.row).__dict__ | {"_state": None}
    with pytest.raises(Refused) as refusal:
        verb(incident=story.row.number, **CHANGES[verb], by=story.desk, at=NOW)
    assert refusal.value.code == "INCIDENT_NOT_OPEN"
    assert fresh(story.row).__dict__ | {"_state": None} == before
