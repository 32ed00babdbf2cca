"""One click lets in where QUANJU_DEMO=1 (in a process of its own)."""

import json
import subprocess
import sys

import pytest
from tests.sites import ROOT, migrated_home

STORY = """
import json, django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)  # the demonstration has a table of its own
from quanju.demo.entry import offer_entries
from quanju.domains.journal import queries as journal
from quanju.domains.people.models import Person, SignIn
from tests.builders.people import an_appointment
held = an_appointment("auditor", name="auditor", requires_second_factor=True)
other = an_appointment("dispatcher", name="desk")
Person.objects.update(password="!")
offer_entries([("auditor", held.post.code), ("desk", other.post.code)])
browser = Client(raise_request_exception=False)
page = browser.get("/sign-in").content.decode()
first = page.split('name="entry" value="')[1].split('"')[0]
answers = [
    browser.post("/demo/enter", {"entry": one}).status_code
    for one in ("0", "-1", "x", "", "9" * 40, "1 or 1=1")
]
careful = Client(enforce_csrf_checks=True).post("/demo/enter", {"entry": first}).status_code
away = browser.post("/demo/enter", {"entry": first, "next": "https://evil.example/"})
account = browser.get("/account/")
entry = journal.search(event="people.signed_in")[0]
second = browser.post("/demo/enter", {"entry": str(int(first) + 1), "next": "/account/"})
print(json.dumps({
    "page": "审计员" in page and "demo mode" not in page,
    "answers": answers,
    "careful": careful,
    "away": away["Location"],
    "account": account.status_code,
    "password": browser.get("/password").status_code,
    "by": entry.author == held.person.subject and entry.facts["demo_entry"],
    "second": second["Location"],
    "open": SignIn.objects.filter(ended_at=None).count(),
    "notice": "演示数据" in account.content.decode(),
}))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    environment = {
        **migrated_home(tmp_path_factory.mktemp("demo")),
        "QUANJU_DEMO": "1",
        "QUANJU_HOSTS": "testserver",
    }
    command = [sys.executable, "-W", "ignore", "-c", STORY]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_page_offers_the_roles_and_one_click_lets_in(told):
    assert told["page"]
    assert told["account"] == 200
    assert told["by"]


def test_only_here_the_second_factor_is_waived_and_there_is_no_password(told):
    assert told["password"] == 403


def test_a_forged_entry_is_not_found(told):
    assert set(told["answers"]) == {404}


def test_the_token_of_the_page_is_needed_and_nobody_is_sent_elsewhere(told):
    assert told["careful"] == 403
    assert told["away"] == "/start"


def test_entering_as_another_ends_the_first_session(told):
    assert told["second"] == "/account/"
    assert told["open"] == 1


def test_every_page_says_that_the_data_are_invented(told):
    assert told["notice"]
