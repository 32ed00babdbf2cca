"""Settings. Everything a site changes comes from the environment; see docs/rooms/config.md."""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from quanju.config.database import database_from_url
from quanju.config.files import raise_file_limit, streams_within
from quanju.config.home import close_database, kept_secret, open_home
from quanju.config.logs import settings_for

PACKAGE = Path(__file__).resolve().parent.parent
HOME = open_home(Path(os.environ.get("QUANJU_HOME", "var")))
SECRET_KEY = os.environ.get("QUANJU_SECRET_KEY") or kept_secret(HOME / "secret_key")
IS_DEMO = os.environ.get("QUANJU_DEMO") == "1"
# What is practised, where this home is an exercise's: every page says so, and nothing leaves it.
EXERCISE = os.environ.get("QUANJU_EXERCISE", "")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("QUANJU_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
IS_BEHIND_HTTPS = os.environ.get("QUANJU_HTTPS") == "1"

# How the site is reached, as papers tell it; behind a proxy this is the proxy's name.
ADDRESS = os.environ.get("QUANJU_ADDRESS", "").rstrip("/") or (
    f"{'https' if IS_BEHIND_HTTPS else 'http'}://{ALLOWED_HOSTS[0]}"
)

# Where the journal's seals go by themselves, blanks between: mailto: https: file: printer:
SEALS_TO = os.environ.get("QUANJU_SEALS_TO", "").split()
MAIL = urlsplit(os.environ["QUANJU_MAIL"]) if os.environ.get("QUANJU_MAIL") else None
MAIL_FROM = os.environ.get("QUANJU_MAIL_FROM", "quanju@localhost")

# Stored files: nothing for the home's own folder, or file:///FOLDER, or s3://KEY:SECRET@HOST/BUCKET
FILES_AT = os.environ.get("QUANJU_FILES", "")
# The scanner of what is stored: unix:/run/clamav/clamd.ctl or tcp:HOST:PORT; none by itself.
CLAMAV = os.environ.get("QUANJU_CLAMAV", "")
# Where notices go beside the list in the app; a way that is empty is not gone.
NOTICES_TO = {
    "sms": os.environ.get("QUANJU_NOTICES_SMS", ""),
    "mail": os.environ.get("QUANJU_NOTICES_MAIL", ""),
    "webhook": os.environ.get("QUANJU_NOTICES_WEBHOOK", ""),
}

# Services of browsers' makers that may wake a crew's phone, blanks between; none by itself. What
# they are sent is one letter, encrypted: docs/operating.md.
PUSH_TO = os.environ.get("QUANJU_PUSH_TO", "").split()
if EXERCISE:  # whatever the environment says: nothing of an exercise leaves it
    SEALS_TO, MAIL, PUSH_TO = [], None, []
    NOTICES_TO = dict.fromkeys(NOTICES_TO, "")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "ninja",
    "csp",
    "quanju.domains.journal",
    "quanju.domains.operation",
    "quanju.domains.approvals",
    "quanju.domains.people",
    "quanju.domains.rulebook",
    "quanju.domains.deadlines",
    "quanju.domains.documents",
    "quanju.domains.notices",
    "quanju.domains.geo",
    "quanju.domains.patrol",
    "quanju.domains.duty",
    "quanju.domains.rounds",
    "quanju.domains.dispatch",
    "quanju.domains.reception",
    "quanju.domains.cases",
    "quanju.domains.supervision",
    "quanju.domains.coordination",
    "quanju.domains.planning",
    "quanju.pages.shared",
]
if IS_DEMO:
    INSTALLED_APPS += ["quanju.demo", "quanju.demo.gallery"]

MIDDLEWARE = [
    "quanju.pages.shared.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "quanju.pages.shared.compressed.CompressedMiddleware",
    "quanju.pages.shared.heads.HeadMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "quanju.pages.sign_in.middleware.SignInMiddleware",
    "quanju.pages.shared.refusals.PageMiddleware",
    "quanju.pages.sign_in.middleware.RefusalMiddleware",
]

# The word a monitor must show at /metrics; "" closes the address.
METRICS_WORD = os.environ.get("QUANJU_METRICS", "")
# Where the recorder plays a call: an address of its own with {recording} in it; "" has none.
RECORDER = "" if EXERCISE else os.environ.get("QUANJU_RECORDER", "")
LOGGING = settings_for(has_access_log=os.environ.get("QUANJU_ACCESS_LOG") == "1")

# A request has one of these threads and its connection to itself; more wait for a turn, and who
# would come after them is told to come again. Measured: docs/decisions/2026-11-29-requests-….md
REQUEST_THREADS = int(os.environ.get("QUANJU_THREADS", "8"))
REQUESTS_MOST = int(os.environ.get("QUANJU_REQUESTS", "200"))
# A browser needs one live stream, whatever it shows; one process holds what it has files for.
STREAMS_OF_A_SESSION = int(os.environ.get("QUANJU_STREAMS_OF_A_SESSION", "8"))
STREAMS_MOST = streams_within(raise_file_limit())

ROOT_URLCONF = "quanju.config.urls"
ASGI_APPLICATION = "quanju.config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted(PACKAGE.glob("pages/*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {
    "default": database_from_url(
        os.environ.get("QUANJU_DATABASE", f"sqlite:///{HOME / 'quanju.sqlite3'}")
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    close_database(Path(DATABASES["default"]["NAME"]))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What the machine must keep; beyond it every desk shows a red line and /health says so.
CLOCK_TOLERANCE_S = float(os.environ.get("QUANJU_CLOCK_TOLERANCE_S", "5"))
WORKER_SILENT_S = float(os.environ.get("QUANJU_WORKER_SILENT_S", "15"))
JOB_HANGS_S = float(os.environ.get("QUANJU_JOB_HANGS_S", "15"))
DISK_FREE_MIN_MB = float(os.environ.get("QUANJU_DISK_FREE_MIN_MB", "500"))
SEAL_OVERDUE_H = float(os.environ.get("QUANJU_SEAL_OVERDUE_H", "30"))

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    *(
        {"NAME": f"django.contrib.auth.password_validation.{name}"}
        for name in (
            "UserAttributeSimilarityValidator",
            "CommonPasswordValidator",
            "NumericPasswordValidator",
        )
    ),
]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/start"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [path for path in [PACKAGE / "static"] if path.exists()]
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(mode=0o700, exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_MIMETYPES = {".mjs": "text/javascript"}
# The name of a built file holds its hash: what was fetched once is never asked for again.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+-[0-9A-Z]{8}\.(js|css|svg|txt)$"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        # A voice note is heard where it was said.
        "media-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
# The browser remembers for a year that this site speaks HTTPS only.
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_BEHIND_HTTPS else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_BEHIND_HTTPS
SESSION_ENGINE = "quanju.domains.people.browser_sessions"
SESSION_COOKIE_HTTPONLY = True
# Cookies know no ports: an exercise on the same machine must not sign anybody out of the live desk.
SESSION_COOKIE_NAME = "quanju_exercise_session" if EXERCISE else "quanju_session"
CSRF_COOKIE_NAME = "quanju_exercise_csrf" if EXERCISE else "csrftoken"
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "quanju.pages.shared.refusals.form_too_old"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Accounts are made by the branch; nobody signs up, and no e-mail address is kept.
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "quanju.pages.sign_in.adapters.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = True
# The lock-out below counts failures for all server processes; this only slows one address down.
# So often may somebody ask whether a paper is genuine; its code has eight letters.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": None, "check_paper": "60/m/ip"}
# A hall's visitors share an address; a code has 144 bits, so this only slows machines down.
ACCOUNT_RATE_LIMITS |= {"take_ticket": "20/10m/ip", "ticket": "600/m/ip", "progress": "60/m/ip"}
# Residents behind one address share it; whoever writes hundreds of letters an hour is a machine.
ACCOUNT_RATE_LIMITS |= {"portal": "300/m/ip", "portal_write": "20/10m/ip"}
MFA_ADAPTER = "quanju.domains.people.second_factor.EncryptingAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Quanju"
MFA_TOTP_TOLERANCE = 1

# Five misses with a name from an address lock that pair for 15 minutes. Names are kept hashed.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_HANDLER = "quanju.pages.sign_in.lockout.Handler"
# So many misses with one name from everywhere close it to who never signed in with it.
NAME_MISSES_MOST = 20
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_USERNAME_CALLABLE = "quanju.pages.sign_in.lockout.name_key"
AXES_LOCKOUT_CALLABLE = "quanju.pages.sign_in.lockout.locked_page"
AXES_SENSITIVE_PARAMETERS = [
    "login",
    "username",
    "ip_address",
    "code",
    "present",
    "new",
    "again",
    "csrfmiddlewaretoken",
]
