"""Every change of a model has its migration; a fresh database takes them all, twice."""

import os
import sys
import tempfile


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="quanju-check-") as home:
        os.environ.update(QUANJU_HOME=home, DJANGO_SETTINGS_MODULE="quanju.config.settings")
        os.environ.pop("QUANJU_DATABASE", None)
        os.environ["QUANJU_DEMO"] = "1"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
        call_command("migrate", verbosity=0)
        call_command("migrate", verbosity=0)
        call_command("check", fail_level="WARNING")
    print("migrations: complete")
    return 0


if __name__ == "__main__":
    sys.exit(main())
