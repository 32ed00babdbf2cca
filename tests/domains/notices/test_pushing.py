"""Phones are woken by one encrypted letter, in their session, by services that are named."""

import base64
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from tests.builders.people import an_appointment, sign_in

from quanju.domains.kernel.clock import now
from quanju.domains.notices.actions import pushing
from quanju.domains.notices.models import PushSubscription
from quanju.domains.notices.outside.web_push import MESSAGE, public_key, sealed

pytestmark = pytest.mark.django_db
CURVE = ec.SECP256R1()
POINT = Encoding.X962, PublicFormat.UncompressedPoint


def text_of(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def bytes_of(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Service:
    """A push service on this machine: it keeps what it is sent and answers as it is told."""

    def __init__(self):
        self.answers, self.taken = 201, []
        outer = self

        class Takes(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.taken.append((self.path, dict(self.headers), body))
                self.send_response(outer.answers)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Takes)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


class Phone:
    """A browser with keys of its own, which opens what is sent to it as RFC 8291 tells."""

    def __init__(self, origin, name="phone-1"):
        self.key, self.auth = ec.generate_private_key(CURVE), b"0123456789abcdef"
        self.point = self.key.public_key().public_bytes(*POINT)
        self.told = {"endpoint": f"{origin}/push/{name}", "p256dh": text_of(self.point)}
        self.told["auth"] = text_of(self.auth)

    def opened(self, body):
        salt, length, sender = body[:16], body[20], body[21 : 21 + body[20]]
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender)
        info = b"WebPush: info\x00" + self.point + sender
        secret = HKDF(SHA256(), 32, self.auth, info).derive(self.key.exchange(ec.ECDH(), theirs))
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(secret)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(secret)
        plain = AESGCM(key).decrypt(nonce, body[21 + length :], None)
        assert plain[-1] == 2
        return plain[:-1]


@pytest.fixture
def service(settings):
    made = Service()
    settings.PUSH_TO = [made.origin]
    yield made
    made.server.shutdown()
    made.server.server_close()


def a_rider(client):
    return sign_in(client, an_appointment("patrol_unit", valid_from=now() - timedelta(days=1)))


def test_a_phone_opens_one_letter_and_nothing_else_is_sent(service):
    client, phone = Client(), Phone(service.origin)
    rider = a_rider(client)
    assert client.post("/unit/wake", phone.told).status_code == 204
    assert client.post("/unit/wake", phone.told).status_code == 204
    assert pushing.wake([rider.person_id + 1], at=now()) == 0
    assert pushing.wake([rider.person_id], at=now()) == 1
    assert pushing.push_next(at=now())
    assert not pushing.push_next(at=now())
    ((path, headers, body),) = service.taken
    assert path == "/push/phone-1"
    assert phone.opened(body) == MESSAGE == b"1"
    assert headers["Content-Encoding"] == "aes128gcm"
    token, key = headers["Authorization"].removeprefix("vapid t=").split(", k=")
    assert key == public_key()
    head, told, signature = token.split(".")
    raw = bytes_of(signature)
    numbers = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    own = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, bytes_of(key))
    own.verify(encode_dss_signature(*numbers), f"{head}.{told}".encode(), ec.ECDSA(SHA256()))
    assert service.origin in bytes_of(told).decode()


def test_it_ends_with_its_session_and_with_a_service_that_knows_it_no_longer(service):
    client, phone = Client(), Phone(service.origin)
    rider = a_rider(client)
    client.post("/unit/wake", phone.told)
    assert pushing.forget_ended_sessions(at=now()) == 0
    client.post("/sign-out")
    pushing.wake([rider.person_id], at=now())
    assert pushing.push_next(at=now())
    assert service.taken == []
    assert not PushSubscription.objects.exists()
    rider = a_rider(again := Client())
    again.post("/unit/wake", phone.told)
    service.answers = 503
    pushing.wake([rider.person_id], at=now())
    assert pushing.push_next(at=now())
    assert PushSubscription.objects.exists(), "a service that is down forgets nobody"
    service.answers = 410
    pushing.wake([rider.person_id], at=now())
    assert pushing.push_next(at=now())
    assert not PushSubscription.objects.exists()
    again.post("/unit/wake", phone.told)
    again.post("/unit/wake", {"endpoint": ""})
    assert not PushSubscription.objects.exists()


def test_only_services_that_the_branch_names_and_only_whole_keys(service, settings):
    client, phone = Client(), Phone(service.origin)
    a_rider(client)
    elsewhere = phone.told | {"endpoint": "https://elsewhere.example/push/1"}
    for wrong in (
        elsewhere,
        phone.told | {"p256dh": "x"},
        phone.told | {"endpoint": service.origin + "/" + "a" * 500},
        phone.told | {"endpoint": service.origin.replace("http://", "http://x@") + "/1"},
    ):
        assert client.post("/unit/wake", wrong).status_code == 422
    assert 'id="wake"' in client.get("/unit/").content.decode()
    settings.PUSH_TO = []
    assert client.post("/unit/wake", phone.told).status_code == 422
    assert 'id="wake"' not in client.get("/unit/").content.decode()


def test_what_was_to_wake_somebody_a_while_ago_wakes_nobody(service):
    client, phone = Client(), Phone(service.origin)
    rider = a_rider(client)
    client.post("/unit/wake", phone.told)
    pushing.wake([rider.person_id], at=now() - pushing.OF_NOW - timedelta(seconds=1))
    assert pushing.push_next(at=now())
    assert service.taken == []


def test_the_example_of_rfc_8291_comes_out_to_the_byte(monkeypatch):
    """Appendix A: the same keys and salt give the same body."""

    sender = int.from_bytes(bytes_of("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    monkeypatch.setattr(
        ec, "generate_private_key", lambda curve: ec.derive_private_key(sender, curve)
    )
    monkeypatch.setattr("os.urandom", lambda size: bytes_of("DGv6ra1nlYgDCS1FRnbzlw")[:size])
    receiver = (
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    )
    made = sealed(
        b"When I grow up, I want to be a watermelon",
        bytes_of(receiver),
        bytes_of("BTBZMqHH6r4Tts7J_aSIgg"),
    )
    assert made == bytes_of(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tl"
        "zAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
