import threading
from datetime import timedelta

import pytest
from django.db import connection
from tests.builders.people import NOON

from quanju.domains.kernel.transaction import NoWriteOpen, write
from quanju.domains.people.actions.submissions import KeyNotUsable, KeyUsedForAnother, once
from quanju.domains.people.jobs import forget_old_submissions
from quanju.domains.people.models import Organisation, Submission
from quanju.domains.people.types import Actor

ME = Actor(subject="person:1", role="dispatcher", person_id=1)
SOMEBODY_ELSE = Actor(subject="person:2", role="dispatcher", person_id=2)
KEY = "a1b2c3d4e5f60718"


def found(code, *, key=KEY, by=ME, verb="found", body=None):
    """An example of a verb that is carried out once."""
    with write(), once(key=key, by=by, verb=verb, at=NOON, body=body) as form:
        if form.is_repeat:
            return form.answer
        Organisation.objects.create(code=code, kind="brigade", name_zh=code, name_en=code)
        form.answer = f"organisation:{code}"
        return form.answer


@pytest.mark.django_db
def test_a_form_sent_twice_is_carried_out_once():
    assert found("first") == "organisation:first"
    assert found("second") == "organisation:first"
    assert list(Organisation.objects.values_list("code", flat=True)) == ["first"]


@pytest.mark.django_db
def test_the_same_key_of_two_people_is_two_forms():
    found("mine")
    assert found("theirs", by=SOMEBODY_ELSE) == "organisation:theirs"


@pytest.mark.django_db
def test_another_key_is_another_form():
    found("first")
    assert found("second", key=KEY + "x") == "organisation:second"


@pytest.mark.django_db
def test_no_key_promises_nothing():
    assert found("first", key="") == "organisation:first"
    assert found("second", key="") == "organisation:second"
    assert not Submission.objects.exists()


@pytest.mark.django_db
def test_a_key_belongs_to_one_verb():
    found("first")
    with pytest.raises(KeyUsedForAnother, match="found"):
        found("second", verb="rename")


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["short", "x" * 81, "<b>bold</b>", "键" * 10, "a\x00" * 5])
def test_a_key_that_is_none_is_refused(key):
    with pytest.raises(KeyNotUsable):
        found("first", key=key)
    assert not Organisation.objects.exists()


def test_it_belongs_inside_a_write():
    with pytest.raises(NoWriteOpen), once(key=KEY, by=ME, verb="found", at=NOON):
        pass


@pytest.mark.django_db(transaction=True)
def test_a_form_that_failed_may_be_sent_again():
    with pytest.raises(RuntimeError), write(), once(key=KEY, by=ME, verb="found", at=NOON):
        raise RuntimeError("the line broke")
    assert found("again") == "organisation:again"


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_instant_one_does_it_and_both_get_its_answer():
    for round_ in range(20):
        start, answers = threading.Barrier(2), []

        def send(code, round_=round_, start=start, answers=answers):
            start.wait()
            answers.append(found(code, key=f"round-{round_:04}"))
            connection.close()

        pair = [threading.Thread(target=send, args=(f"r{round_}-{i}",)) for i in range(2)]
        for one in pair:
            one.start()
        for one in pair:
            one.join()
        assert len(answers) == 2
        assert len(set(answers)) == 1
        assert Organisation.objects.filter(code__startswith=f"r{round_}-").count() == 1


@pytest.mark.django_db
def test_forms_are_recognised_for_two_days():
    found("first")
    forget_old_submissions(NOON + timedelta(days=2))
    assert found("second") == "organisation:first"
    forget_old_submissions(NOON + timedelta(days=2, seconds=1))
    assert found("third") == "organisation:third"


@pytest.mark.django_db
@pytest.mark.parametrize("other", [{"words": "b"}, {"words": "a", "more": ""}, {}, None])
def test_a_key_belongs_to_one_body(other):
    found("first", body={"words": "a"})
    with pytest.raises(KeyUsedForAnother):
        found("second", body=other)
    assert list(Organisation.objects.values_list("code", flat=True)) == ["first"]


@pytest.mark.django_db
def test_the_same_body_in_another_order_is_the_same_body():
    found("first", body={"a": 1, "b": [2]})
    assert found("second", body={"b": [2], "a": 1}) == "organisation:first"
