"""Panels that stand beside the sign-in form. The demo adds its own; production has none."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

Panel = Callable[[HttpRequest], SafeString]
panels: list[Panel] = []
