"""How often the record tells of two verbs: `python -m tests.journeys.waiting_told`."""

from tests.pages.unit_phone.site import print_filled


def told() -> dict[str, object]:
    from quanju.domains.journal.models import Entry

    names = ("order_sent", "alert_closed")
    return {name: Entry.objects.filter(event=f"dispatch.{name}").count() for name in names}


if __name__ == "__main__":
    print_filled(told)
