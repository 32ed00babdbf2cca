import threading

import pytest
from django.db import transaction

from quanju.domains.kernel.fair_lock import FairLock
from quanju.domains.kernel.transaction import NoWriteOpen, after_commit, current, write
from quanju.domains.people.models import Organisation


def organisation(code):
    return Organisation.objects.create(code=code, kind="brigade", name_zh=code, name_en=code)


@pytest.mark.django_db(transaction=True)
def test_a_failure_undoes_everything_and_brings_no_news():
    news = []
    with pytest.raises(RuntimeError, match="no"), write():
        organisation("lost")
        after_commit(lambda: news.append("lost"))
        raise RuntimeError("no")
    assert not Organisation.objects.filter(code="lost").exists()
    assert news == []


@pytest.mark.django_db(transaction=True)
def test_a_nested_write_joins_the_outer_one():
    with pytest.raises(RuntimeError, match="outer"), write() as outer:
        with write() as inner:
            organisation("inner")
        assert inner is outer
        raise RuntimeError("outer")
    assert not Organisation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_registered_before_commit_runs_inside_and_can_stop_it():
    def stop():
        assert transaction.get_connection().in_atomic_block
        raise RuntimeError("the journal cannot be written")

    with pytest.raises(RuntimeError, match="journal"), write() as here:
        organisation("undone")
        here.before_commit.append(stop)
    assert not Organisation.objects.exists()


def test_what_belongs_into_a_write_is_refused_outside():
    with pytest.raises(NoWriteOpen):
        current()


def test_the_fair_lock_serves_in_order_of_arrival():
    lock, order, waiting = FairLock(), [], []
    lock.__enter__()
    for number in range(8):
        ready = threading.Event()

        def work(number=number, ready=ready):
            ready.set()
            with lock:
                order.append(number)

        thread = threading.Thread(target=work)
        thread.start()
        ready.wait()
        while len(lock._waiting) <= number:
            pass
        waiting.append(thread)
    lock.__exit__(None, None, None)
    for thread in waiting:
        thread.join()
    assert order == list(range(8))
