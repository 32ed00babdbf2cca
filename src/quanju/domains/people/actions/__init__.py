"""Verbs of people."""

from quanju.domains.people.actions.accounts import (
    add_person,
    change_password,
    deactivate_person,
    found_branch_admin,
    reactivate_person,
    set_password,
)
from quanju.domains.people.actions.appointments import (
    appoint,
    end_appointment,
)
from quanju.domains.people.actions.duty import go_off_duty, go_on_duty
from quanju.domains.people.actions.loading import load_organisations, load_people, load_posts
from quanju.domains.people.actions.organisations import (
    add_organisation,
    add_post,
    rename_organisation,
)
from quanju.domains.people.actions.preferences import set_language, set_theme
from quanju.domains.people.actions.second_factors import (
    ask_second_factor_reset,
    remove_second_factor,
    renew_recovery_codes,
    set_up_second_factor,
    use_code,
)
from quanju.domains.people.actions.sessions import (
    end_own_session,
    end_session,
    note_activity,
    sign_in,
    sign_in_failed,
    sign_out,
    sign_out_everywhere,
    switch_post,
)
from quanju.domains.people.actions.submissions import once

__all__ = [
    "add_organisation",
    "add_person",
    "add_post",
    "appoint",
    "ask_second_factor_reset",
    "change_password",
    "deactivate_person",
    "end_appointment",
    "end_own_session",
    "end_session",
    "found_branch_admin",
    "go_off_duty",
    "go_on_duty",
    "load_organisations",
    "load_people",
    "load_posts",
    "note_activity",
    "once",
    "reactivate_person",
    "remove_second_factor",
    "rename_organisation",
    "renew_recovery_codes",
    "set_language",
    "set_password",
    "set_theme",
    "set_up_second_factor",
    "sign_in",
    "sign_in_failed",
    "sign_out",
    "sign_out_everywhere",
    "switch_post",
    "use_code",
]
