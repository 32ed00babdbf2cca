"""What the two sides of a backup share: the names of its parts, its refusal, its lock."""

import hashlib
import hmac
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

LIST, MARK, KEYS, SQLITE = "list.json", "list.mark", "keys.locked", "database.sqlite3"
TABLES, FILES, STORED = "tables/", "files/", "stored/"
FOLDERS = ("map", "maps", "branch")  # of the home; compiled code and pages are made anew
SECRETS = ("secret_key", "keys")
PIECE = 1 << 20


class BackupError(Exception):
    """A backup that cannot be written or restored; nothing was changed."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(f"{zh} / {en}")


class Lock:
    """Two keys from a passphrase: one encrypts the branch's keys, one marks the list of parts."""

    def __init__(self, passphrase: str, salt: bytes) -> None:
        made = Scrypt(salt=salt, length=64, n=2**15, r=8, p=1).derive(passphrase.encode())
        self._cipher, self._mark = AESGCM(made[:32]), made[32:]

    def mark(self, listed: bytes) -> str:
        return hmac.new(self._mark, listed, hashlib.sha256).hexdigest()

    def locked(self, content: bytes) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._cipher.encrypt(nonce, content, None)

    def opened(self, content: bytes) -> bytes:
        try:
            return self._cipher.decrypt(content[:12], content[12:], None)
        except InvalidTag:
            raise ALTERED from None


ALTERED = BackupError(
    "备份文件被改动过，或口令不对；没有恢复任何内容",
    "the backup was altered, or the passphrase is wrong; nothing was restored",
)
CUT = BackupError(
    "这不是完整的备份文件：被截断、损坏，或根本不是备份；没有恢复任何内容",
    "this is no whole backup: it is cut, damaged, or no backup at all; nothing was restored",
)


def listed_as(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode()
