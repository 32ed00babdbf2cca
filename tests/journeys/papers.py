"""What the worker does with papers, once: `python -m tests.journeys.papers`."""

from tests.pages.unit_phone.site import print_filled


def run() -> dict[str, object]:
    from quanju.domains.documents.actions.setting import set_paper
    from quanju.domains.documents.queries.papers import papers_to_set
    from quanju.domains.kernel.clock import now

    waiting = papers_to_set(at=now(), most=20)
    return {"set": [set_paper(paper=paper, at=now()).number for paper in waiting]}


if __name__ == "__main__":
    print_filled(run)
