"""Sending: at least once by one key, ever more seldom, and no way holds another up."""

import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import IntegrityError, connection, transaction
from tests.builders.outbox import a_gateway, a_person, told
from tests.builders.people import NOON, an_actor

from quanju.domains.journal.keys import branch_key
from quanju.domains.journal.queries import history_of
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.types import Denied
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.notices import jobs, queries
from quanju.domains.notices.actions import sending
from quanju.domains.notices.actions.sending import ask_receipt, retry_delivery, send_next
from quanju.domains.notices.models import Delivery
from quanju.domains.notices.rules import WAYS_OUT
from quanju.domains.notices.workflow import DELIVERY
from quanju.domains.rulebook.queries import in_force

HALF_MINUTE = timedelta(seconds=30)


def line():
    return Delivery.objects.select_related("notice").get()


def told_of(subject="incident:20261123-0042"):
    return [e.event.removeprefix("notices.") for e in history_of(subject)]


@pytest.mark.django_db
def test_what_waits_is_sent_once_with_its_key_and_account(gateway):
    told(a_person(name="li"))
    assert [send_next("sms", at=NOON), send_next("sms", at=NOON)] == [True, False]
    (body,) = gateway.bodies
    assert (body["to"], body["key"]) == ("li", str(line().key))
    assert (line().state, line().sent_at, line().tries) == ("sent", NOON, 1)
    assert told_of() == ["people_told", "notice_sent"]


@pytest.mark.django_db
def test_the_other_side_can_tell_it_from_a_strangers(gateway):
    told(a_person())
    send_next("sms", at=NOON)
    headers, body = gateway.headers[0]
    key, moment = headers["Quanju-Key"].encode(), headers["Quanju-Moment"].encode()
    signature = bytes.fromhex(headers["Quanju-Signature"].removeprefix("ed25519="))
    public = Ed25519PublicKey.from_public_bytes(branch_key().public_key().public_bytes_raw())
    public.verify(signature, b".".join((moment, key, body)))
    with pytest.raises(InvalidSignature):
        public.verify(signature, b".".join((moment, key, body + b" ")))


@pytest.mark.django_db
def test_a_gateway_that_is_down_is_tried_ever_more_seldom_and_given_up(gateway):
    rule = in_force(WAYS_OUT, at=None).content
    told(a_person())
    gateway.answer = 503
    at, rests = NOON, []
    for _ in range(rule.most_tries - 1):
        assert send_next("sms", at=at) is False
        assert line().state == "failed"
        rests.append(line().next_try_at - at)
        at = line().next_try_at
    longest = [rule.rests[-1]] * (rule.most_tries - 1 - len(rule.rests))
    assert rests == [*rule.rests, *longest]
    send_next("sms", at=at)
    assert (line().state, line().next_try_at) == ("given_up", None)
    assert line().why_zh == "对方答复 503"
    assert told_of() == ["people_told", "notice_given_up"]


@pytest.mark.django_db
def test_a_gateway_that_does_not_answer_is_waited_for_no_longer_and_gets_the_same_key(
    settings, monkeypatch, gateway
):
    told(a_person())
    working = settings.NOTICES_TO
    monkeypatch.setattr("quanju.domains.notices.outside.sms.WAIT_S", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes the line and says nothing
        settings.NOTICES_TO = {**working, "sms": f"http://127.0.0.1:{silent.getsockname()[1]}/m"}
        assert send_next("sms", at=NOON) is False
    assert (line().state, line().tries) == ("failed", 1)
    settings.NOTICES_TO = working
    assert send_next("sms", at=line().next_try_at)
    assert gateway.keys == [str(line().key)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "state", "goes_on"),
    [
        (400, "given_up", True),
        (404, "given_up", True),
        (429, "failed", False),
        (500, "failed", False),
    ],
)
def test_what_will_never_be_taken_is_given_up_at_once(gateway, answer, state, goes_on):
    told(a_person())
    gateway.answer = answer
    assert send_next("sms", at=NOON) is goes_on
    assert line().state == state


@pytest.mark.django_db
def test_a_crash_between_sending_and_noting_sends_again_by_the_same_key(gateway, monkeypatch):
    told(a_person())

    def killed(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as during, pytest.raises(KeyboardInterrupt):
        during.setattr(sending, "_note", killed)
        send_next("sms", at=NOON)
    assert line().state == "queued"
    assert send_next("sms", at=NOON + HALF_MINUTE - timedelta(seconds=1)) is False
    assert send_next("sms", at=NOON + HALF_MINUTE) is True
    assert gateway.keys == [str(line().key)] * 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_in_the_same_instant_send_each_line_once(gateway):
    told(*[a_person(name=f"p-{n}") for n in range(12)])
    barrier = Barrier(2)

    def work(_):
        try:
            barrier.wait()
            while send_next("sms", at=NOON):
                pass
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    while send_next("sms", at=NOON):
        pass
    assert len(gateway.keys) == len(set(gateway.keys)) == 12


@pytest.mark.django_db
def test_one_way_that_is_down_blocks_no_other(settings, gateway):
    with a_gateway() as other:
        settings.NOTICES_TO = {"sms": gateway.address, "webhook": other.address}
        told(a_person(name="li"))
        gateway.answer = 503
        assert [send_next("sms", at=NOON), send_next("webhook", at=NOON)] == [False, True]
        (body,) = other.bodies
    states = dict(Delivery.objects.values_list("way", "state"))
    assert states == {"sms": "failed", "webhook": "delivered"}
    assert (body["about"], body["kind"]) == ("incident:20261123-0042", "dispatch.order_waits")


@pytest.mark.django_db
def test_mail_goes_to_the_accounts_address(settings, mailoutbox, monkeypatch):
    settings.NOTICES_TO = {"mail": "{account}@example.cn"}
    settings.MAIL = None
    shift = {"day": "11-24", "span": "20:00–08:00", "zone": "1", "what": "取消"}
    told(a_person(name="li"), kind="duty.shift_changed", values=shift)
    assert send_next("mail", at=NOON) is False
    assert "QUANJU_MAIL" in line().why_en
    sent = []
    monkeypatch.setattr(sending.mail, "send_mail", lambda **mail: sent.append(mail))
    assert send_next("mail", at=NOON + HALF_MINUTE) is True
    (mail,) = sent
    assert (mail["to"], line().state) == ("li@example.cn", "sent")
    assert mail["headers"] == {"Message-ID": f"<{line().key}@example.cn>"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told_state", "state"), [("delivered", "delivered"), ("failed", "failed"), ("sent", "sent")]
)
def test_the_gateway_is_asked_what_became_of_it(gateway, told_state, state):
    told(a_person())
    send_next("sms", at=NOON)
    gateway.states[str(line().key)] = told_state
    assert ask_receipt(at=NOON + HALF_MINUTE - timedelta(seconds=1)) is False
    assert ask_receipt(at=NOON + HALF_MINUTE) is True
    assert line().state == state


@pytest.mark.django_db
def test_a_later_try_keeps_the_quiet_hours_too(gateway):
    shift = {"day": "11-24", "span": "20:00–08:00", "zone": "1", "what": "取消"}
    evening = NOON + timedelta(hours=10) - HALF_MINUTE  # half a minute before 22:00 in Hailar
    told(a_person(), kind="duty.shift_changed", values=shift, at=evening)
    gateway.answer = 503
    send_next("sms", at=evening)
    gateway.answer = 202
    told(a_person(), at=evening)  # an order knows no night, and does not wait behind the other
    assert send_next("sms", at=evening + HALF_MINUTE) is True
    assert send_next("sms", at=evening + HALF_MINUTE) is False
    states = dict(Delivery.objects.values_list("notice__kind", "state"))
    assert states == {"duty.shift_changed": "failed", "dispatch.order_waits": "sent"}
    assert send_next("sms", at=NOON + timedelta(hours=19)) is True


@pytest.mark.django_db
def test_receipts_are_not_asked_for_for_ever(gateway):
    span = timedelta(minutes=in_force(WAYS_OUT, at=None).content.receipt_min)
    told(a_person())
    send_next("sms", at=NOON)
    ask_receipt(at=NOON + span - timedelta(seconds=1))
    assert line().next_try_at is not None
    ask_receipt(at=NOON + span + HALF_MINUTE)
    assert (line().state, line().next_try_at) == ("sent", None)


@pytest.mark.django_db
def test_an_operator_has_it_tried_at_once_and_is_in_the_journal(gateway):
    told(a_person())
    gateway.answer = 404
    send_next("sms", at=NOON)
    operator = an_actor("system_admin")
    retry_delivery(delivery=line().pk, by=operator, at=NOON)
    assert (line().state, line().tries) == ("queued", 0)
    with pytest.raises(NotInThisState):
        retry_delivery(delivery=line().pk, by=operator, at=NOON)
    with pytest.raises(Denied):
        retry_delivery(delivery=line().pk, by=an_actor("dispatcher"), at=NOON)
    assert told_of()[-1] == "notice_retried"


@pytest.mark.django_db
def test_the_outbox_shows_trouble_first_and_no_words(gateway):
    told(a_person(name="a"), a_person(name="b"))
    gateway.answer = 404
    send_next("sms", at=NOON)
    rows = queries.outbox(by=an_actor("auditor"))
    assert [row.state for row in rows] == ["given_up", "queued"]
    assert not any("words" in field for field in rows[0].__slots__)
    with pytest.raises(Denied):
        queries.outbox(by=an_actor("dispatcher"))


@pytest.mark.django_db
def test_only_ways_with_something_due_begin_a_turn(gateway, monkeypatch):
    begun = []
    monkeypatch.setattr(jobs, "_beside", lambda name, turn: begun.append(name))
    jobs.send_what_waits(now())
    told(a_person())
    jobs.send_what_waits(NOON)
    send_next("sms", at=NOON)
    jobs.send_what_waits(NOON + HALF_MINUTE)
    assert begun == ["sends notices: sms", "sends notices: receipt"]


STATES = ("queued", "failed", "sent", "delivered", "given_up")
TABLE = {
    "send": ("sent", "sent", None, None, None),
    "deliver": (None, None, "delivered", None, None),
    "fail": ("failed", "failed", "failed", None, None),
    "give_up": ("given_up", "given_up", "given_up", None, None),
    "try_again": (None, "queued", None, None, "queued"),
}


def test_every_cell_of_the_state_table():
    wanted = {(state, verb): TABLE[verb][i] for i, state in enumerate(STATES) for verb in TABLE}
    assert {(state, verb): after for state, verb, after in DELIVERY.cells()} == wanted


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "lost"},
        {"way": "pigeon"},
        {"state": "sent", "sent_at": None},
        {"state": "failed", "next_try_at": None},
    ],
)
def test_the_database_refuses_what_cannot_be(gateway, wrong):
    told(a_person())
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.update(**wrong)
