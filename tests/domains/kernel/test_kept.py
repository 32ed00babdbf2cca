"""Within a request the same question is asked once; a change asks it anew."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from quanju.domains.geo.models import Circumstance
from quanju.domains.geo.queries.roads import circumstances
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.kept import one_reading
from quanju.domains.kernel.transaction import write
from quanju.domains.patrol.rules import RING_MODEL
from quanju.domains.rulebook.queries import in_force

pytestmark = pytest.mark.django_db(transaction=True)


def snow(at):
    return Circumstance.objects.create(
        name_zh="雪", name_en="snow", factor=1.4, valid_from=at - timedelta(hours=1)
    )


def test_a_rule_table_is_read_once_a_request(django_assert_num_queries):
    at = now()
    with one_reading(), django_assert_num_queries(1):
        for _ in range(3):
            in_force(RING_MODEL, at=at)


def test_outside_of_a_request_it_is_read_each_time(django_assert_num_queries):
    at = now()
    with django_assert_num_queries(2):
        circumstances(at)
        circumstances(at)


def test_the_next_request_sees_what_another_process_did():
    at = now()
    with one_reading():
        assert circumstances(at) == []
    with write():
        snow(at)
    with one_reading():
        assert len(circumstances(at)) == 1


def test_what_this_request_changes_it_sees():
    at = now()
    with one_reading():
        assert circumstances(at) == []
        with write():
            snow(at)
            assert len(circumstances(at)) == 1
        assert len(circumstances(at)) == 1


def test_what_was_rolled_back_was_not_read():
    at = now()
    with one_reading():
        with pytest.raises(IntegrityError), write():
            snow(at)
            assert len(circumstances(at)) == 1
            raise IntegrityError
        assert circumstances(at) == []
