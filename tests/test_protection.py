"""Every table is protected by digests in the journal, or is listed here with the reason why not."""

import pytest
from django.apps import apps
from django.db import models

from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet, protected_models

NOT_PROTECTED = {
    # the journal protects itself, by its chain, its seals and the mark on its head
    "journal_entry": "chained",
    "journal_mention": "derived from entries and compared with them",
    "journal_chainhead": "marked",
    "journal_seal": "signed",
    "journal_sealway": "how the last try went; that seals left, or could not, are entries",
    "journal_cursor": "how far a reaction has come; what it did is protected in its own room",
    # samples: where a crew was, thinned and deleted after their time
    "patrol_unitposition": "a sample, gone when the unit goes off duty",
    "patrol_positionsample": "a sample, thinned after its time",
    "patrol_presencequarter": "thinned samples, deleted after their time",
    "patrol_presencesample": "computed from positions once a quarter of an hour",
    "patrol_zonegap": "computed from positions by the clock",
    # derived, or of the moment
    "dispatch_alert": "a prompt of the clock about protected rows; each raising is an entry",
    "dispatch_daycounter": "the last number given; the numbers themselves are protected",
    "cases_casecounter": "the last number given; the numbers themselves are protected",
    "reception_ticketcounter": "the last number given; the numbers themselves are protected",
    "reception_lettercounter": "the last number given; the numbers themselves are protected",
    "reception_reportcounter": "the last number given; the numbers themselves are protected",
    "reception_prereport": "words before a report, deleted after days; writing and deletion are"
    " entries",
    "reception_reporttelling": "an address that goes when its owner says so; choosing, deleting"
    " are entries",
    "reception_bookedquarter": "derived from bookings, which are protected",
    "reception_visitalarm": "a prompt of the clock about a protected row; each raising is an entry",
    "coordination_searchline": "an index: made from protected rows, and made anew at any time",
    "coordination_groupcounter": "the last number given; the numbers themselves are protected",
    "supervision_findingcounter": "the last number given; the numbers themselves are protected",
    "supervision_inspectioncounter": "the last number given; the numbers themselves are protected",
    "supervision_recordingcounter": "the last number given; the numbers themselves are protected",
    "supervision_checkedreport": "how far the service has looked; what it found is protected",
    "documents_papercounter": "the last number given; the numbers themselves are protected",
    "documents_paperbody": "what a paper says and its bytes: their digests are in its own row",
    "deadlines_clockalarm": "a prompt of the clock about a protected row; each raising is an entry",
    "deadlines_reckoned": "by which wording clocks were worked out last; can be worked out again",
    "notices_pushsubscription": "a browser that may be woken in its session; no act of duty",
    "notices_delivery": "moves with every try; what was sent or given up is an entry",
    "operation_heartbeat": "the beat of a worker, many a minute",
    "planning_study": "computed from its inputs and can be computed again; what is accepted of it"
    " is protected",
    "geo_place": "the gazetteer, loaded with the branch's folder and replaced with it",
    # accounts' own secrets and traffic; that they were set or used is an entry
    "people_signin": "moves with every request; signing in and out are entries",
    "people_savedview": "a name for conditions of a list; keeping and removing are entries",
    "people_submission": "remembers for a day that a form was carried out",
    "patrol_calendarfeed": "the secret of a calendar's address; making and revoking are entries",
    "mfa_authenticator": "encrypted secrets; enrolling and resetting are entries",
    # not ours, empty or without a record of duty
    "auth_group": "unused: rights come from posts",
    "auth_group_permissions": "unused",
    "auth_permission": "Django's, unused",
    "django_content_type": "Django's",
    "django_session": "Django's sessions",
    "account_emailaddress": "unused: no address is kept",
    "account_emailconfirmation": "unused",
    "axes_accessattempt": "counts failures for the lock-out; failed sign-ins are entries",
    "axes_accessattemptexpiration": "the same",
    "axes_accessfailurelog": "the same",
    "axes_accesslog": "the same",
    "demo_entry": "the invented branch's doors",
}


def ours():
    return apps.get_models(include_auto_created=True)


def test_every_table_is_protected_or_says_why_not():
    undecided = {m._meta.db_table for m in ours() if not issubclass(m, ProtectedModel)}
    assert undecided - NOT_PROTECTED.keys() == set()


def test_no_protected_table_is_listed_as_not():
    assert {m._meta.db_table for m in protected_models()} & NOT_PROTECTED.keys() == set()


@pytest.mark.parametrize("model", protected_models(), ids=lambda m: m._meta.db_table)
def test_every_way_to_its_rows_is_watched(model):
    assert isinstance(model.objects.all(), ProtectedQuerySet)
    assert isinstance(model._meta.pk, models.BigAutoField)
    assert model.spelling().names
    for related in model._meta.related_objects:
        if issubclass(related.related_model, ProtectedModel):
            assert related.on_delete is not models.SET_NULL or related.hidden, related


def test_free_fields_are_fields():
    for model in protected_models():
        assert set(model.free_fields) <= {f.attname for f in model._meta.concrete_fields}
