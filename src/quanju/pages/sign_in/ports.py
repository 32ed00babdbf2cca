"""What the sign-in page asks of those above it. The demo answers; in production nobody does."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

from quanju.domains.kernel.ports import Port

panels: Port[Callable[[HttpRequest], SafeString]] = Port("what stands beside the sign-in form?")
