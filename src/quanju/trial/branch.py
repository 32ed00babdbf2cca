"""`python -m quanju.trial.branch`: the invented branch and its entries; no past, no week."""

from datetime import timedelta


def load() -> None:
    """Make and load the branch where none is loaded yet."""
    from django.conf import settings
    from django.core.management import call_command

    from quanju.branches.folder import read_folder
    from quanju.branches.loader import load_branch
    from quanju.demo.entry import offer_entries
    from quanju.demo.maker.make import make_branch
    from quanju.demo.stage import FOLDER, SEED, entries_of, is_set
    from quanju.domains.kernel.clock import now

    call_command("migrate", verbosity=0)
    if is_set():
        return
    folder = settings.HOME / FOLDER
    make_branch(folder, SEED)
    load_branch(
        read_folder(folder), home=settings.HOME, at=now() - timedelta(days=1), say=_in_silence
    )
    offer_entries(entries_of(folder))


def _in_silence(zh: str, en: str) -> None:
    """The measurement says nothing until it has figures."""


if __name__ == "__main__":
    import django

    django.setup()
    load()
