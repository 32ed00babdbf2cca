"""The ASGI application that uvicorn serves."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quanju.config.settings")

from django.core.asgi import get_asgi_application

from quanju.config.home import keep_private

keep_private()
application = get_asgi_application()
