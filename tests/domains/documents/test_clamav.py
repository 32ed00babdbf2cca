"""The scanner by its socket: clean, infected, too large for it, away, dumb."""

import io
from pathlib import Path
from typing import Any

import pytest
from tests.domains.documents.clamd import a_clamd

from quanju.domains.documents.outside.clamav import NoScanner, scanned

LARGE = b"x" * 700_000


def test_bytes_go_out_in_pieces_and_the_verdict_comes_back(tmp_path: Path, settings: Any) -> None:
    with a_clamd(tmp_path) as (settings.CLAMAV, seen):
        assert scanned(io.BytesIO(LARGE)) == ""
        assert scanned(io.BytesIO(b"some EICAR here")) == "Eicar-Signature"
    assert seen[0] == LARGE


def test_what_the_scanner_cannot_take_is_not_scanned(tmp_path: Path, settings: Any) -> None:
    limit = pytest.raises(NoScanner, match="size limit")
    with a_clamd(tmp_path, most=1000) as (settings.CLAMAV, _), limit:
        scanned(io.BytesIO(LARGE * 20))


def test_no_scanner_a_dead_one_and_a_wrong_setting_are_told(tmp_path: Path, settings: Any) -> None:
    for address in ("", f"unix:{tmp_path}/none", "tcp:127.0.0.1:9", "tcp:host", "somewhere"):
        settings.CLAMAV = address
        with pytest.raises(NoScanner):
            scanned(io.BytesIO(b"x"))


def test_a_scanner_that_says_nothing_has_not_scanned(tmp_path: Path, settings: Any) -> None:
    with a_clamd(tmp_path, is_dumb=True) as (settings.CLAMAV, _), pytest.raises(NoScanner):
        scanned(io.BytesIO(b"x"))
