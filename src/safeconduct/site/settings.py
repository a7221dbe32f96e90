"""Settings of the web site, read from the environment; importing them changes nothing on disk.

SAFECONDUCT_DATA          folder of the embedded data, of the secret key and of locks (./safeconduct-data)
SAFECONDUCT_DATABASE_URL  postgresql://…, or empty for SQLite in the data folder
SAFECONDUCT_KEYS_URL      the same for the keys of persons, which are backed up apart (keys.sqlite3 in the data folder)
SAFECONDUCT_ROOT_SECRET   secret that keys are wrapped with; otherwise the file root.secret in the data folder
SAFECONDUCT_SIGNING_KEY   key that checkpoints are signed with; otherwise the file signing.key in the data folder
SAFECONDUCT_SECRET_KEY    key for signatures; otherwise the file secret.key in the data folder
SAFECONDUCT_HOSTS         names under which the site is reached, separated by commas (loopback)
SAFECONDUCT_HTTPS         1 behind a proxy that speaks HTTPS and sets X-Forwarded-Proto
SAFECONDUCT_DEMO          1 while the demonstration serves: its pages carry a banner
SAFECONDUCT_TIME_ZONE     where the office stands: its days begin and end there (Europe/Prague)
SAFECONDUCT_PURPOSE       family of purposes that this instance serves (migration)
SAFECONDUCT_TRAINING      1 for an instance to practise on, with data of its own and a clock that can be moved forward
SAFECONDUCT_MAIL          smtp://user:password@host:port or smtps://…; empty: the site sends no e-mail
SAFECONDUCT_MAIL_FROM     address that its e-mail comes from
SAFECONDUCT_PROXIES       number of proxies in front of the site that set X-Forwarded-For (0)
SAFECONDUCT_UPLOAD_MB     how much can be sent at once, in millions of bytes (25)
SAFECONDUCT_SMS           https://… of a gateway that sends text messages; its token is in the file sms.token
SAFECONDUCT_CLAMAV        host:port or socket of the daemon of ClamAV; empty: papers are not scanned for viruses
SAFECONDUCT_PKCS11        path of the library of a device that holds the keys of credentials; empty: there is none
SAFECONDUCT_PKCS11_TOKEN  label of its token (safeconduct); its PIN is in the file pkcs11.pin of the data folder
SAFECONDUCT_ORIGIN        name of the journal, which its checkpoints are signed under (localhost/journal)
SAFECONDUCT_TRUST         trust list: whose credentials are taken as proof (trust-list.json of the data folder)
SAFECONDUCT_WALLET_CLIENT  how wallets know who asks: x509_hash, or x509_san_dns by the host name (x509_hash)
SAFECONDUCT_ISSUER        https address of the site, which its credentials are issued under (https://localhost)
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from safeconduct.site import instance, mail, sign_in
from safeconduct.site.databases import database

DATA = Path(os.environ.get("SAFECONDUCT_DATA") or "safeconduct-data").absolute()
SECRET_FILE = DATA / "secret.key"
SECRET_KEY = os.environ.get("SAFECONDUCT_SECRET_KEY") or (
    SECRET_FILE.read_text(encoding="ascii").strip() if SECRET_FILE.is_file() else ""
)
# Lawyers who answer by name for law that was assumed; a public site needs them, the demonstration does not.
SIGNATURES = DATA / "signatures.toml"
DEMO = os.environ.get("SAFECONDUCT_DEMO") == "1"
TRAINING = os.environ.get("SAFECONDUCT_TRAINING") == "1"
SIGN_IN = sign_in.read(DATA / sign_in.NAME)
DEBUG = False
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = [name for name in os.environ.get("SAFECONDUCT_HOSTS", "").split(",") if name] or LOOPBACK

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "ninja",
    # Before allauth, whose templates it replaces.
    "safeconduct.shell",
    "safeconduct.shell.working",
    "safeconduct.shell.idempotency",
    "safeconduct.shell.outbox",
    "safeconduct.shell.exporting",
    "safeconduct.shell.offline",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    *sign_in.apps(SIGN_IN),
    "safeconduct.procedures.web",
    "safeconduct.climate.web",
    "safeconduct.journal.web",
    "safeconduct.people.web",
    "safeconduct.cases.web",
    "safeconduct.identity.web",
    "safeconduct.services.web",
]
MIDDLEWARE = [
    "safeconduct.shell.security.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "safeconduct.shell.compression.Compression",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "safeconduct.shell.guard.Guard",
    "safeconduct.cases.web.troubles.Troubles",
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
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "safeconduct.shell.context.page",
            ],
        },
    },
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": database(DATA, os.environ.get("SAFECONDUCT_DATABASE_URL", "")),
    "keys": database(DATA, os.environ.get("SAFECONDUCT_KEYS_URL", ""), "keys"),
}
DATABASE_ROUTERS = ["safeconduct.journal.web.routing.KeysApart"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "shell.Account"
# Attempts are counted where all processes see them: one process serves the embedded database, many PostgreSQL.
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shell_cache"}
    if os.environ.get("SAFECONDUCT_DATABASE_URL")
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

AUTHENTICATION_BACKENDS = ["safeconduct.shell.accounts.backend.AccountBackend"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("email", "name")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]  # fmt: skip
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "shell:start"
ACCOUNT_ADAPTER = "safeconduct.shell.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "safeconduct.shell.accounts.forms.SignIn",
    "signup": "safeconduct.shell.accounts.forms.SignUp",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Codes are typed where one began, so that a link in an e-mail never signs a stranger in.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
# Behind one address may stand a whole camp; a single phone makes five requests for a credential.
ACCOUNT_RATE_LIMITS = {"slip": "10/10m/ip", "wallet": "600/m/ip"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_ADAPTER = "safeconduct.shell.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Safeconduct"
SOCIALACCOUNT_ADAPTER = "safeconduct.shell.accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = sign_in.providers(SIGN_IN, DATA)
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("SAFECONDUCT_PROXIES") or 0)

# Without e-mail nobody can show that an address is theirs: accounts are then made by the office alone.
SENDS_MAIL = bool(os.environ.get("SAFECONDUCT_MAIL"))
DEFAULT_FROM_EMAIL = os.environ.get("SAFECONDUCT_MAIL_FROM") or "safeconduct@localhost"
vars().update(mail.settings(os.environ.get("SAFECONDUCT_MAIL", "")))

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SMS_GATEWAY = os.environ.get("SAFECONDUCT_SMS", "")

SESSION_COOKIE_HTTPONLY = True
# An identity provider sends people back from its own site, where a strict cookie would not come along.
SESSION_COOKIE_SAMESITE = "Lax" if SIGN_IN.providers else "Strict"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 60 * 60

# Each language by its own name: whoever looks for theirs may not read any other.
LANGUAGES = [("en", "English"), ("fr", "Français"), ("ar", "العربية"), ("cs", "Čeština")]
LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
# Days in law are days of the office, wherever the server and the reader are.
OFFICE_TIME_ZONE = os.environ.get("SAFECONDUCT_TIME_ZONE") or "Europe/Prague"
CLAMAV = os.environ.get("SAFECONDUCT_CLAMAV", "")
JOURNAL_ORIGIN = os.environ.get("SAFECONDUCT_ORIGIN") or "localhost/journal"
# What credentials name as their issuer: no path follows, since everything that verifiers fetch stands below it.
ISSUER = (os.environ.get("SAFECONDUCT_ISSUER") or "https://localhost").rstrip("/")
PKCS11 = os.environ.get("SAFECONDUCT_PKCS11", "")
PKCS11_TOKEN = os.environ.get("SAFECONDUCT_PKCS11_TOKEN") or "safeconduct"
WALLET_CLIENT = os.environ.get("SAFECONDUCT_WALLET_CLIENT") or "x509_hash"
CLIMATE = DATA / "climate"
TRUST_LIST = Path(os.environ.get("SAFECONDUCT_TRUST") or DATA / "trust-list.json")
# The family of purposes that this instance serves; another family is another instance with another data folder.
PURPOSE = os.environ.get("SAFECONDUCT_PURPOSE") or "migration"
IDENTITY = instance.Identity(PURPOSE, instance.TRAINING if TRAINING else instance.LIVE)
instance.check(DATA, IDENTITY)

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
SESSION_COOKIE_SECURE = HTTPS
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
FORMS_LEAD_TO = SIGN_IN.origins
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "safeconduct.shell.errors.forgery"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
# Files stay in memory until they are encrypted: nothing of them is left on disk when a process is killed.
UPLOAD_MOST_BYTES = int(os.environ.get("SAFECONDUCT_UPLOAD_MB") or 25) * 1_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_MOST_BYTES + 1_000_000
FILE_UPLOAD_HANDLERS = [
    "safeconduct.shell.uploads.Limited",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "safeconduct.shell.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "loggers": {"django": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
