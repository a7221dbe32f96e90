"""Settings of the web site, read from the environment; importing them changes nothing on disk.

SAFECONDUCT_DATA          folder of the embedded data, of the secret key and of locks (./safeconduct-data)
SAFECONDUCT_DATABASE_URL  postgresql://…, or empty for SQLite in the data folder
SAFECONDUCT_SECRET_KEY    key for signatures; otherwise the file secret.key in the data folder
SAFECONDUCT_HOSTS         names under which the site is reached, separated by commas (loopback)
SAFECONDUCT_HTTPS         1 behind a proxy that speaks HTTPS and sets X-Forwarded-Proto
SAFECONDUCT_DEMO          1 while the demonstration serves: its pages carry a banner
SAFECONDUCT_TIME_ZONE     where the office stands: its days begin and end there (Europe/Prague)
SAFECONDUCT_PURPOSE       family of purposes that this instance serves (migration)
SAFECONDUCT_ORIGIN        name of the journal, which its checkpoints are signed under (localhost/journal)
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from safeconduct.site.databases import database

DATA = Path(os.environ.get("SAFECONDUCT_DATA") or "safeconduct-data").absolute()
SECRET_FILE = DATA / "secret.key"
SECRET_KEY = os.environ.get("SAFECONDUCT_SECRET_KEY") or (
    SECRET_FILE.read_text(encoding="ascii").strip() if SECRET_FILE.is_file() else ""
)
# Lawyers who answer by name for law that was assumed; a public site needs them, the demonstration does not.
SIGNATURES = DATA / "signatures.toml"
DEMO = os.environ.get("SAFECONDUCT_DEMO") == "1"
DEBUG = False
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = [name for name in os.environ.get("SAFECONDUCT_HOSTS", "").split(",") if name] or LOOPBACK

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "django_htmx",
    "ninja",
    "safeconduct.shell",
    "safeconduct.procedures.web",
    "safeconduct.journal.web",
    "safeconduct.people.web",
    "safeconduct.cases.web",
]
MIDDLEWARE = [
    "safeconduct.shell.security.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "safeconduct.site.urls"
WSGI_APPLICATION = "safeconduct.site.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "safeconduct.shell.context.page",
            ],
        },
    },
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": database(DATA, os.environ.get("SAFECONDUCT_DATABASE_URL", "")),
}
# Sections of the top bar: the name of a view, and what it is called.
SECTIONS: list[tuple[str, Any]] = [
    ("procedures:library", _("Procedures")),
    ("procedures:compare", _("Compare")),
    ("procedures:editor", _("Editor")),
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "shell.Account"

# Each language by its own name: whoever looks for theirs may not read any other.
LANGUAGES = [("en", "English"), ("fr", "Français"), ("ar", "العربية"), ("cs", "Čeština")]
LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
# Days in law are days of the office, wherever the server and the reader are.
OFFICE_TIME_ZONE = os.environ.get("SAFECONDUCT_TIME_ZONE") or "Europe/Prague"
JOURNAL_ORIGIN = os.environ.get("SAFECONDUCT_ORIGIN") or "localhost/journal"
# The family of purposes that this instance serves; another family is another instance with another data folder.
PURPOSE = os.environ.get("SAFECONDUCT_PURPOSE") or "migration"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
HTTPS = os.environ.get("SAFECONDUCT_HTTPS") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REDIRECT_EXEMPT = [r"^health/"]
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "safeconduct.shell.errors.forgery"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "safeconduct.shell.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "loggers": {"django": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
