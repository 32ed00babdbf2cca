"""The reactions that the rooms have: each stands where it must and bears its room's name."""

from quanju.domains.journal.subscribers import subscriber_named, subscribers


def test_each_is_called_after_its_room():
    wrong = [
        one.name
        for one in subscribers()
        if one.react.__module__ != f"quanju.domains.{one.name.partition('.')[0]}.subscribers"
    ]
    assert wrong == []


def test_each_hears_another_room():
    own = [
        one.name for one in subscribers() if one.name.split(".")[0] == one.event.name.split(".")[0]
    ]
    assert own == []


def test_they_are_found_by_name():
    assert subscriber_named("planning.shift_relocated") in subscribers()
    assert subscriber_named("planning.nothing") is None
