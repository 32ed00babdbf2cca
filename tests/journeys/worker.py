"""What the worker does with files, once: `python -m tests.journeys.worker`."""

from tests.pages.unit_phone.site import print_filled


def run() -> dict[str, object]:
    from quanju.domains.documents.jobs import make_thumbnails
    from quanju.domains.kernel.clock import now

    return {"made": make_thumbnails(now())}


if __name__ == "__main__":
    print_filled(run)
