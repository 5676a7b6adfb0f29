"""Settings, read once from the environment; docs/settings.md lists them all.

`samtalerum` (config/cli.py) refuses to serve with settings that don't protect people: see config/refusals.py.
"""

from datetime import timedelta
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from config import environment as env
from config.demo import door
from samtalerum.web.csp import POLICY

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("SAMTALERUM_VAR", str(BASE_DIR / "var"))).absolute()

DEMO = env.flag("SAMTALERUM_DEMO")
DEMO_PEOPLE = door.PEOPLE
DEBUG = env.flag("SAMTALERUM_DEBUG")
SECRET_KEY = env.text("SAMTALERUM_SECRET_KEY") or "for-tests-and-commands-only-never-served"
ALLOWED_HOSTS = env.words("SAMTALERUM_HOSTS")
INSTITUTION = env.text("SAMTALERUM_INSTITUTION", "Samtalerum")
# The address people type, with scheme: decides whether cookies are secure and where links in mails lead.
PUBLIC_URL = env.text("SAMTALERUM_URL", "http://localhost:8000").rstrip("/")
SECURE = PUBLIC_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_htmx",
    "csp",
    "samtalerum.ground",
    "samtalerum.web",
    "samtalerum.vault",
    "samtalerum.vault.keystore",
    "samtalerum.mail",
    "samtalerum.people",
    "samtalerum.blueprints",
    "samtalerum.network",
    "samtalerum.dialogues",
    "samtalerum.coaching",
    "samtalerum.home",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "samtalerum.web.counting.CountingMiddleware",
    "csp.middleware.CSPMiddleware",
    "samtalerum.people.sessions.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "samtalerum.people.sessions.AuthenticationMiddleware",
    "samtalerum.web.middleware.PersonLanguageMiddleware",
    "samtalerum.dialogues.views.table.TableMiddleware",
    "samtalerum.web.middleware.SignInRequiredMiddleware",
    "samtalerum.people.middleware.SecondFactorMiddleware",
    "samtalerum.people.middleware.KnownBrowserMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "samtalerum.web.middleware.NoStoreMiddleware",
    "samtalerum.web.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
FORM_RENDERER = "samtalerum.web.forms.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "samtalerum.web.context.frame",
            ],
        },
    },
]

DATABASES = {
    "default": env.database("DATABASE_URL", VAR_DIR / "content.sqlite3"),
    "keys": env.database("KEYS_DATABASE_URL", VAR_DIR / "keys.sqlite3"),
}
DATABASE_ROUTERS = ["samtalerum.vault.keystore.router.KeyStoreRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Counts of tries (sign-in codes) must hold across processes and nodes.
CACHE_TABLE = "shared_cache"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": CACHE_TABLE,
        "OPTIONS": {"MAX_ENTRIES": 50000},  # with few, a flood of addresses would push the counts of others out
    }
}

MASTER_KEY_DIR = Path(env.text("SAMTALERUM_MASTER_KEYS", str(VAR_DIR / "master-keys"))).absolute()
MASTER_KEY = env.text("SAMTALERUM_MASTER_KEY")
MASTER_KEY_FILE = env.file_of("SAMTALERUM_MASTER_KEY")  # refused when others can read it
KEY_ROTATION_DAYS = env.number("SAMTALERUM_KEY_ROTATION_DAYS", 7)  # 0: only by `samtalerum keys rotate`
# Whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses or networks of the proxy, never of strangers.
PROXIES = env.words("SAMTALERUM_PROXIES", "127.0.0.1, ::1")
METRICS_TOKEN = env.text("SAMTALERUM_METRICS_TOKEN")  # without one there is no /metrics
# Periods of samtalerum.vault.retention that the institution shortens, in days.
RETENTION = env.days("SAMTALERUM_RETENTION")
# Numbers of samtalerum.dialogues.due.rule that this institution sets otherwise, in months.
DUE = env.days("SAMTALERUM_DUE", unit="months", example="every=12")
# Kinds of samtalerum.dialogues.reminders.rule that this institution does not send.
REMINDERS_OFF = env.words("SAMTALERUM_REMINDERS_OFF")
# Coaching by the university's coaching unit. Nothing is offered until an administrator has named a coordinator.
COACHING = env.flag("SAMTALERUM_COACHING", default=True)

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("da", _("Danish")), ("sv", _("Swedish"))]
# The institution's accessibility statement, by language; empty: what the program says about itself.
ACCESSIBILITY = env.statements("SAMTALERUM_ACCESSIBILITY", [code for code, _name in LANGUAGES])
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = SECURE
USE_TZ = True
# Due dates and erase dates are local dates here.
TIME_ZONE = env.text("SAMTALERUM_TIME_ZONE", "Europe/Copenhagen")

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": env.text("SAMTALERUM_STATIC_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage")
    },
}
# `samtalerum` collects and compresses them first (config/static_files.py); tests read them where they lie.
WHITENOISE_USE_FINDERS = "Manifest" not in STORAGES["staticfiles"]["BACKEND"]

# Signing in (samtalerum.people)
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_ADAPTER = "samtalerum.people.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses are the administrators' to keep
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_MAX_RESEND_COUNT = 3
# Counted in the shared cache, across processes. A campus may come from one ip, hence the room there.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "100/10m/ip,5/10m/key,30/d/key",  # key: the address a code is asked for, and from where
    "code_for_address": "40/h/key,200/d/key",  # from everywhere: eight networks' worth in an hour
    "login_failed": "100/10m/ip",
    "code_tried": "5/15m/key",  # key: one code; holds when tries come at once
    "second_tried": "10/15m/key",  # key: a person; digits of a code app, recovery codes
    "taken_along": "5/h/key,10/d/key",  # key: a person; the file with all own words
}
# How long the old address can object before another one that an administrator asked for takes effect.
ADDRESS_WAIT = timedelta(days=env.number("SAMTALERUM_ADDRESS_DAYS", 3, least=1))
SEND_MAIL_AT_ONCE = False  # codes leave outside the request; tests look at them at once
LOGIN_URL = "people:sign-in"
LOGIN_REDIRECT_URL = "home:home"

# Cookies and headers
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "samtalerum.people.sessions"  # keeps hashes of keys, and whose session it is
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_FAILURE_VIEW = "samtalerum.web.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # never into a cookie
SECURE_SSL_REDIRECT = False  # the proxy does that; plain http beyond loopback is refused at start
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = POLICY
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS: list[str] = []

# Mail
# The demo keeps its mails and shows them at /demo/mail/.
EMAIL_BACKEND = "samtalerum.people.demo_mail.Backend" if DEMO else "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("SAMTALERUM_SMTP_HOST", "localhost")
EMAIL_PORT = env.number("SAMTALERUM_SMTP_PORT", 25)
EMAIL_HOST_USER = env.text("SAMTALERUM_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("SAMTALERUM_SMTP_PASSWORD")
SMTP_TLS = env.choice("SAMTALERUM_SMTP_TLS", "no", ["no", "starttls", "tls"])
EMAIL_USE_TLS = SMTP_TLS == "starttls"
EMAIL_USE_SSL = SMTP_TLS == "tls"
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.text("SAMTALERUM_MAIL_FROM", "samtalerum@localhost")
MAIL_REPLY_TO = env.text("SAMTALERUM_MAIL_REPLY_TO")
MAIL_DAILY_AT = env.clock("SAMTALERUM_MAIL_DAILY_AT", "07:30")  # in TIME_ZONE
WORKS_HERE = env.choice("SAMTALERUM_WORKER", "here", ["here", "separate"]) == "here"

# Errors are never mailed and never carry what people wrote: see samtalerum.ground.logs.
ADMINS: list[tuple[str, str]] = []
DEFAULT_EXCEPTION_REPORTER_FILTER = "samtalerum.ground.logs.NothingReported"
LOGGING_CONFIG = None
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"event": {"()": "samtalerum.ground.logs.EventFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "event"}},
    "root": {"handlers": ["console"], "level": env.text("SAMTALERUM_LOG_LEVEL", "WARNING")},
}
