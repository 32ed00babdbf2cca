"""Whatever the OpenAPI description allows, and what it does not, is answered; never a 500."""

import json
from functools import cache
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.builders.crews import a_unit, on_duty
from tests.builders.incidents import an_incident, an_order
from tests.builders.people import an_appointment, sign_in

from quanju.api.application import api
from quanju.domains.kernel.clock import now

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
EXAMPLES = 25
READERS = ("dispatcher", "patrol_unit", None)


PATHS = api.get_openapi_schema()["paths"]
OPERATIONS = [f"{method.upper()} {path}" for path, verbs in PATHS.items() for method in verbs]


@cache
def operations() -> dict[str, Any]:
    import schemathesis  # takes seconds, and every process lists the tests

    schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
    return {found.ok().label: found.ok() for found in schema.get_all_operations()}


def _sent(client: Client, case: Any, known: dict[str, str]) -> Any:
    """The case as a request; path parameters that exist where `known` names them."""
    parts = {**(case.path_parameters or {}), **known}
    path = case.operation.path
    for name, value in parts.items():
        path = path.replace(f"{{{name}}}", str(value).replace("/", "%2F").replace("?", "%3F"))
    body = case.body if case.method not in ("GET", "HEAD") else None
    is_sent = body is not None and type(body).__name__ != "NotSet"
    content = json.dumps(body, default=str).encode("utf-8", "surrogatepass") if is_sent else b""
    return client.generic(
        case.method,
        path,
        content,
        content_type="application/json",
        query_params={k: str(v) for k, v in (case.query or {}).items()},
    )


def test_the_description_and_its_reader_name_the_same() -> None:
    assert set(OPERATIONS) == set(operations())


@pytest.mark.parametrize("label", OPERATIONS)
def test_no_request_ends_in_a_500(town: None, label: str) -> None:
    from schemathesis import GenerationMode

    operation = operations()[label]
    unit, _ = on_duty(a_unit("特-01"), where=(2, 2), at=now())
    incident = an_incident(at=now())
    an_order(incident, unit.pk, at=now())
    names = {"number": incident.number, "call_sign": unit.call_sign, "step": "acknowledge"}
    clients = []
    for role in READERS:
        client = Client(raise_request_exception=False)
        if role:
            sign_in(client, an_appointment(role, name=f"fuzz {role}"))
        clients.append(client)
    good = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    bad = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(good, bad), who=st.sampled_from(clients), is_known=st.booleans())
    def ask(case: Any, who: Client, is_known: bool) -> None:
        known = {k: v for k, v in names.items() if is_known and f"{{{k}}}" in operation.path}
        answer = _sent(who, case, known)
        assert answer.status_code < 500, (case.method, answer.request["PATH_INFO"], case.body)
        if answer.status_code >= 400 and who is not clients[-1]:
            assert answer.headers["Content-Type"].startswith(("application/", "text/html"))
            assert answer.content

    ask()
