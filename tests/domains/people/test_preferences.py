import pytest
from tests.builders.people import NOON, an_actor

from quanju.domains.people.actions.preferences import set_language, set_theme
from quanju.domains.people.queries import accounts
from quanju.domains.people.rules import NotWritable

pytestmark = pytest.mark.django_db


def test_language_and_theme_are_kept_with_the_account():
    me = an_actor("dispatcher")
    set_language(language="en", by=me, at=NOON)
    set_theme(theme="dark", by=me, at=NOON)
    own = accounts.account(me.person_id)
    assert (own.language, own.theme) == ("en", "dark")
    set_language(language="", by=me, at=NOON)
    assert accounts.account(me.person_id).language == ""


@pytest.mark.parametrize("value", ["fr", "<script>", "x" * 100])
def test_an_unknown_one_is_refused(value):
    me = an_actor("dispatcher")
    with pytest.raises(NotWritable):
        set_language(language=value, by=me, at=NOON)
    with pytest.raises(NotWritable):
        set_theme(theme=value, by=me, at=NOON)
