"""Django's settings, from the environment. One code, two sites: SUNBOARD_OFFICE_SITE chooses staff or public.

The public site has its own process, port and URL table, and neither sessions of staff nor their pages.
"""

from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from office.environment import SITES, read_address, read_choice, read_folder, read_secret
from office.environment_bucket import read_bucket

BASE = Path(__file__).parent
DATA = read_folder("SUNBOARD_OFFICE_DATA", "/var/lib/sunboard-office")
SITE = read_choice("SUNBOARD_OFFICE_SITE", SITES)
OFFICE_ADDRESS = read_address("SUNBOARD_OFFICE_ADDRESS", "http://127.0.0.1:8000")
PUBLIC_ADDRESS = read_address("SUNBOARD_PUBLIC_ADDRESS", "http://127.0.0.1:8001")
FEED_ADDRESS = read_address("SUNBOARD_FEED_SITE", OFFICE_ADDRESS) + "/feed"  # any web server that serves FEED there
BUCKET = read_bucket()  # another place for it, for the groups that everybody may see
ORGANISATION_ZONE = "Asia/Shanghai"

BLOBS = DATA / "blobs"  # uploaded pictures, by hash
FEED = DATA / "feed"  # what is published: static files for any web server
KEYS = DATA / "keys"  # the office's own signing keys; the offline ones are kept elsewhere
SCREENSHOTS = DATA / "screenshots"

SECRET_KEY = read_secret(DATA / "secret-key")
DEBUG = False
ALLOWED_HOSTS = [
    urlsplit(OFFICE_ADDRESS).hostname or "",
    urlsplit(PUBLIC_ADDRESS).hostname or "",
    "127.0.0.1",
    "localhost",
]
_SECURE = (OFFICE_ADDRESS if SITE == "staff" else PUBLIC_ADDRESS).startswith("https://")
CSRF_TRUSTED_ORIGINS = [OFFICE_ADDRESS, PUBLIC_ADDRESS]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"sunboard_{SITE}_session", f"sunboard_{SITE}_csrf"
SESSION_COOKIE_AGE = 8 * 3600  # a working day
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [  # ours first, so that our words win over Django's for the same text
    "office.people",
    "office.catalogue",
    "office.journal",
    "office.notices",
    "office.programme",
    "office.screens",
    "office.opinions",
    "office.publishing",
    "office.sample",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
]
MIDDLEWARE = [
    "office.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
if SITE == "public":  # nobody logs in there: no sessions, no accounts
    _STAFF_ONLY = (
        "SessionMiddleware",
        "AuthenticationMiddleware",
        "MessageMiddleware",
        "HtmxMiddleware",
        "AxesMiddleware",
    )
    MIDDLEWARE = [name for name in MIDDLEWARE if not name.endswith(_STAFF_ONLY)]
    SILENCED_SYSTEM_CHECKS = ["axes.W002"]  # it asks for its middleware, which guards log-ins
ROOT_URLCONF = f"office.urls_{SITE}"
WSGI_APPLICATION = "office.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "office.sqlite3",
        "OPTIONS": {
            # Writers queue instead of failing: 100 of 100 publications by 4 threads against 34 with the defaults.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {
            "MAX_ENTRIES": 50_000
        },  # the public site counts senders here; a flood must not push out its own count
    }
}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "office.people.passwords.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # one guesser cannot lock a colleague out from elsewhere
AXES_CLIENT_IP_CALLABLE = "office.sender.sender_of"
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
CSRF_FAILURE_VIEW = (
    "office.people.views.csrf_failure" if SITE == "staff" else "office.opinions.views_public.csrf_failure"
)
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "login", "home", "login"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
USE_I18N = USE_TZ = True
TIME_ZONE = ORGANISATION_ZONE

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # for ``office collectstatic``; whitenoise warns when it is not there
STATICFILES_DIRS = [BASE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    **({"bucket": BUCKET.storage} if BUCKET else {}),
}
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

LOGGING = {  # what goes wrong in a page is told on standard error, where the service manager keeps it
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING"}},
}
