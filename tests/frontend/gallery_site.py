"""Settings of a site that has only the gallery: no database, no sign-in."""

from pathlib import Path

from quanju.config.settings import *  # noqa: F403

ROOT_URLCONF = "gallery_urls"
ASGI_APPLICATION = "django.core.asgi.get_asgi_application"
IS_DEMO = True
INSTALLED_APPS = ["django.contrib.staticfiles", "csp", "quanju.pages.shared", "quanju.demo.gallery"]
AUTH_USER_MODEL = "auth.User"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
