"""The gallery's application: views that are coroutines, and no sign-in."""

from django.core.asgi import get_asgi_application

application = get_asgi_application()
