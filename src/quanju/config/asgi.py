"""The ASGI application that uvicorn serves."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quanju.config.settings")

import django
from django.conf import settings

from quanju.config.home import keep_private

keep_private()
django.setup(set_prefix=False)

from quanju.config.serving import Site
from quanju.pages.shared.gate import Gate

application = Gate(Site(threads=settings.REQUEST_THREADS, most=settings.REQUESTS_MOST))
