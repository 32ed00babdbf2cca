import pytest
from pydantic import Field
from tests.pages.reading import page_of

from quanju.domains.approvals.models import Proposal
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import SERVICE
from quanju.domains.rulebook import actions
from quanju.domains.rulebook.models import RuleTable
from quanju.domains.rulebook.permissions import may_propose_rule
from quanju.domains.rulebook.types import _KINDS, RuleKind, Table

pytestmark = pytest.mark.django_db
PAGE = "/administration/rules/test.limits"


class Limits(Table):
    minutes: int = Field(gt=0, lt=100)
    name: str = ""


@pytest.fixture(params=[False, True], ids=["limits", "rights"])
def about_rights(request):
    return request.param


@pytest.fixture(autouse=True)
def kind():
    made = RuleKind("test.limits", Text("试验限度", "Test limits"), Limits)
    actions.load_rule(
        kind=made.name,
        text='source = "§ 1"\nminutes = 5  # as agreed\nname = "<b>x</b>"\n',
        effective_from=now(),
        by=SERVICE,
        at=now(),
    )
    yield made
    _KINDS.pop(made.name)


def propose(client, content="minutes = 7\n", **fields):
    return client.post(
        f"{PAGE}/propose",
        {"content": content, "reason": "<i>why</i>", "source": "", "effective_from": "", **fields},
    )


def test_rules_are_listed_with_the_version_in_force(client, enter):
    enter("auditor")
    page = client.get("/administration/rules").content.decode()
    assert "试验限度" in page
    shown = client.get(PAGE).content.decode()
    assert "minutes = 5" in shown
    assert "<b>x</b>" not in shown
    assert may_propose_rule.refusal.zh in shown


def decide(row, verb):
    """The address by which the proposal of a version is decided."""
    return f"/approvals/{Proposal.objects.get(subject=row.subject).pk}/{verb}"


def test_a_rule_changes_by_two_people(client, enter):
    enter("system_admin")
    form = client.get(f"{PAGE}/propose").content.decode()
    assert "minutes = 5" in form
    assert propose(client)["Location"] == PAGE
    row = RuleTable.objects.get(version=2)
    shown = page_of(client.get(f"{PAGE}/2"))
    assert "− </span>" not in shown
    assert 'class="diff-less">− minutes = 5 # as agreed' in shown
    assert 'class="diff-more">+ minutes = 7' in shown
    assert "<i>why</i>" not in shown
    assert client.post(decide(row, "approve")).status_code == 403
    enter("branch_leader")
    assert "试验限度”v2" in client.get("/approvals/").content.decode()
    assert client.post(decide(row, "approve"))["Location"] == "/approvals/"
    assert "minutes = 7" in client.get(PAGE).content.decode()
    again = client.post(decide(row, "approve"))
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        ("minutes = 7\nname = \n", "第 2 行", "TOML"),
        ("minutes = 7\nminutes = 8\n", "第 2 行", "TOML"),
        ("name = 'x'\nminutes = 700\n", "第 2 行", "100"),
        ("name = 'x'\n", "内容不能使用", "缺少“minutes”"),
        ("minutes = 7\nminuets = 7\n", "第 2 行", "是不是“minutes”"),
        ("[" * 5000, "TOML", "TOML"),
        ("minutes = 7 \x01", "第 1 行", "TOML"),
        ("\ufeffminutes = 7", "第 1 行", "TOML"),
    ],
)
def test_what_is_wrong_is_said_at_its_line_and_nothing_typed_is_lost(
    client, enter, content, line, says
):
    enter("system_admin")
    answer = propose(client, content)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert line in page
    assert says in page
    assert "&lt;i&gt;why&lt;/i&gt;" in page
    assert RuleTable.objects.count() == 1


def test_checking_only_stores_nothing(client, enter):
    enter("system_admin")
    answer = propose(client, check="1")
    assert answer.status_code == 200
    assert "可用" in answer.content.decode()
    assert 'class="diff-more">+ minutes = 7' in page_of(answer)
    assert RuleTable.objects.count() == 1


def test_checking_needs_no_reason(client, enter):
    enter("system_admin")
    answer = propose(client, check="1", reason="")
    assert "可用" in answer.content.decode()


def test_a_start_in_the_past_is_said_at_its_field(client, enter):
    enter("system_admin")
    answer = propose(client, effective_from="2020-01-01T00:00")
    assert answer.status_code == 422
    assert "不能早于现在" in answer.content.decode()


def test_a_version_waits_for_its_moment(client, enter):
    enter("system_admin")
    propose(client, effective_from="2099-01-01T00:00")
    row = RuleTable.objects.get(version=2)
    enter("branch_leader")
    client.post(decide(row, "approve"))
    page = client.get(PAGE).content.decode()
    assert "未到时间" in page
    assert "minutes = 5" in page


def test_rules_about_rights_begin_after_a_day(client, enter, kind):
    object.__setattr__(kind, "is_about_rights", True)
    enter("system_admin")
    propose(client)
    row = RuleTable.objects.get(version=2)
    enter("branch_leader")
    client.post(decide(row, "approve"))
    assert "minutes = 5" in client.get(PAGE).content.decode()


def test_one_can_go_back_to_an_older_version(client, enter):
    enter("system_admin")
    propose(client)
    row = RuleTable.objects.get(version=2)
    enter("branch_leader")
    client.post(decide(row, "approve"))
    enter("system_admin")
    assert "minutes = 5" in client.get(f"{PAGE}/propose?from=1").content.decode()


def test_a_proposal_is_withdrawn_or_rejected(client, enter):
    enter("system_admin")
    propose(client)
    propose(client)
    first, second = RuleTable.objects.exclude(version=1).order_by("version")
    assert client.post(decide(first, "withdraw")).status_code == 302
    enter("system_admin")
    assert client.post(decide(second, "withdraw")).status_code == 403
    enter("branch_leader")
    assert client.post(decide(second, "refuse"), {"why": "不行"}).status_code == 302


@pytest.mark.parametrize(
    "path", ["nothing", "nothing/propose", "test.limits/9", "test.limits/999999999"]
)
def test_what_does_not_exist_is_not_found(client, enter, path):
    enter("system_admin")
    assert client.get(f"/administration/rules/{path}").status_code == 404
