import pytest
from tests.factories import NOON, an_actor

from quanju.domains.people import actions, queries
from quanju.domains.people.rules import NotWritable

pytestmark = pytest.mark.django_db


def test_language_and_theme_are_kept_with_the_account():
    me = an_actor("dispatcher")
    actions.set_language(language="en", by=me, at=NOON)
    actions.set_theme(theme="dark", by=me, at=NOON)
    own = queries.account(me.person_id)
    assert (own.language, own.theme) == ("en", "dark")
    actions.set_language(language="", by=me, at=NOON)
    assert queries.account(me.person_id).language == ""


@pytest.mark.parametrize("value", ["fr", "<script>", "x" * 100])
def test_an_unknown_one_is_refused(value):
    me = an_actor("dispatcher")
    with pytest.raises(NotWritable):
        actions.set_language(language=value, by=me, at=NOON)
    with pytest.raises(NotWritable):
        actions.set_theme(theme=value, by=me, at=NOON)
