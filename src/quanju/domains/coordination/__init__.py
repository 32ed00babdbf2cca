"""Coordination groups: one officer opens one, and the seats that the matter needs stand behind it.

About matters, never about persons: a title names nobody, a score is the group's. Not a chat beside
the record: what is said here is the record. Verbs that matter: `open_group`, `join_group`,
`check_opening`, `add_guest`, `remove_member`.
"""
