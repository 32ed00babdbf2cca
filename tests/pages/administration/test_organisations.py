import pytest
from tests.builders.people import a_branch, a_station

from quanju.domains.people.models import Organisation, Post

pytestmark = pytest.mark.django_db
HTML = "<script>alert(1)</script>"


def test_the_tree_is_shown_and_the_verb_says_who_may(client, enter):
    a_station()
    enter("auditor")
    page = client.get("/administration/").content.decode()
    assert "jiankang 派出所" in page
    assert "只有系统管理员可以管理机构和岗位" in page
    enter("system_admin")
    assert "新增组织" in client.get("/administration/").content.decode()


def test_an_organisation_is_added_under_another_and_renamed(client, enter):
    branch = a_branch()
    enter("system_admin")
    fields = {"code": "b1", "kind": "brigade", "name_zh": HTML, "name_en": HTML}
    answer = client.post(f"/administration/organisations/{branch.pk}/add", fields)
    row = Organisation.objects.get(code="b1")
    assert answer["Location"] == f"/administration/organisations/{row.pk}"
    assert row.parent == branch
    page = client.get(answer["Location"]).content.decode()
    assert HTML not in page
    assert "&lt;script&gt;" in page
    client.post(answer["Location"], {"name_zh": "一大队", "name_en": "First"})
    assert "一大队" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("code", "A B", "小写字母"),
        ("code", "hailar", "代码已存在"),
        ("kind", "castle", "field-error"),
        ("name_zh", "", "field-error"),
        ("name_en", "x" * 200, "field-error"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(
    client, enter, field, value, says
):
    a_branch()
    enter("system_admin")
    good = {"code": "b1", "kind": "brigade", "name_zh": "一大队", "name_en": "First brigade"}
    answer = client.post("/administration/organisations/add", {**good, field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert "First brigade" in page or field == "name_en"


def test_a_post_is_added_in_an_organisation(client, enter):
    branch = a_branch()
    enter("system_admin")
    fields = {
        "code": "night",
        "role": "dispatcher",
        "title_zh": "夜班",
        "title_en": "Night desk",
        "requires_second_factor": "on",
    }
    address = f"/administration/organisations/{branch.pk}/add-post"
    assert client.post(address, {**fields, "role": "king"}).status_code == 422
    answer = client.post(address, fields)
    assert answer.status_code == 302
    assert Post.objects.get(code="night").requires_second_factor
    assert "夜班" in client.get("/administration/posts").content.decode()
    assert "夜班" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("number", ["0", "999", "9" * 30])
def test_what_does_not_exist_is_not_found(client, enter, number):
    enter("system_admin")
    for path in (
        f"organisations/{number}",
        f"organisations/{number}/add",
        f"organisations/{number}/add-post",
        f"posts/{number}",
        f"accounts/{number}",
    ):
        assert client.get(f"/administration/{path}").status_code == 404, path


def test_pages_ask_a_fixed_number_of_questions(client, enter, django_assert_max_num_queries):
    for i in range(6):
        a_station(f"s{i}")
    enter("auditor")
    client.get("/administration/")
    with django_assert_max_num_queries(7):
        client.get("/administration/")
    with django_assert_max_num_queries(8):
        client.get("/administration/posts")
