"""Settings of the site, from the environment; what is not said there has a safe default.

BOJI_WORKSPACE       the company's workspace
BOJI_DATABASE_URL    postgres://user:password@host/name; SQLite inside the workspace where not given
BOJI_SECRET_KEY      else the key that `boji serve` keeps in the workspace
BOJI_HOSTS           names under which the site is reached, with commas
BOJI_HTTPS           1 where a proxy in front speaks https: secure cookies and strict transport
BOJI_UPLOAD_MEGABYTES  how large the files of one upload may be together
BOJI_CLOCK_STARTS    a moment with zone at which the clock of a demonstration starts
BOJI_PAY_DAY         the day of the following month on which a month is paid: 10
BOJI_API_PER_MINUTE  how often one token may call the HTTP API in a minute: 300
BOJI_THREADS         how many requests one web process works on at once
BOJI_STATIC_ROOT     where static files are collected; `boji serve` has them in the workspace
BOJI_LOG             json, text, or auto: readable in a terminal, else JSON
BOJI_LOG_LEVEL       WARNING; INFO in `boji serve` and `boji worker`
BOJI_REQUIRE_SECOND_FACTOR  1: accounts that see others' pay or keep accounts need a second factor
BOJI_EMAIL_URL       smtp://user:password@host:587, smtps:// or console:; without it no mails are sent
BOJI_EMAIL_FROM      the sender of mails
BOJI_FEISHU_APP_ID, BOJI_FEISHU_APP_SECRET                         sign-in by 飞书
BOJI_DINGTALK_CLIENT_ID, BOJI_DINGTALK_CLIENT_SECRET               sign-in by 钉钉
BOJI_WECOM_CORP_ID, BOJI_WECOM_AGENT_ID, BOJI_WECOM_SECRET         sign-in by 企业微信
BOJI_DEBUG           1 shows traces and the style guide; never where others can reach the site
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import dj_database_url
from csp.constants import NONE, SELF

from boji.workspace import DATABASE, DEFAULT_TIMEZONE, SECRET_KEY_FILE, SETTINGS

SITE = Path(__file__).resolve().parent


def _flag(name: str) -> bool:
    return os.environ.get(name, "") == "1"


def _zone(workspace: Path) -> ZoneInfo:
    """The zone of the workspace; the default while there is none yet."""
    try:
        return ZoneInfo(json.loads((workspace / SETTINGS).read_text("utf-8"))["timezone"])
    except (OSError, ValueError, KeyError):
        return ZoneInfo(DEFAULT_TIMEZONE)


def _secret_key(workspace: Path) -> str:
    """The key from the environment or the workspace; without either, one that ends with the process."""
    if key := os.environ.get("BOJI_SECRET_KEY"):
        return key
    try:
        return (workspace / SECRET_KEY_FILE).read_text("ascii").strip()
    except OSError:
        return secrets.token_urlsafe(50)


def _app(**given: str) -> dict[str, Any]:
    """The app of a sign-in platform, as allauth has it, if all of it is given."""
    return {"APPS": [given]} if all(given.values()) else {}


BOJI_WORKSPACE = Path(os.environ.get("BOJI_WORKSPACE", "boji-demo")).expanduser().absolute()
BOJI_ZONE = _zone(BOJI_WORKSPACE)
_starts = os.environ.get("BOJI_CLOCK_STARTS")
BOJI_CLOCK_STARTS = dt.datetime.fromisoformat(_starts) if _starts else None
# How many days after a month's end it is paid; the warning comes before.
BOJI_PAY_DAY = int(os.environ.get("BOJI_PAY_DAY", "10"))
# How many working days an answer to a dispute may take.
BOJI_DISPUTE_DAYS = int(os.environ.get("BOJI_DISPUTE_DAYS", "5"))
# Functions of higher layers that add to the board of a pay period, in order (`boji.payouts.board`).
BOJI_BOARD_PARTS = ["boji.disputes.board.open_disputes"]
BOJI_UPLOAD_MEGABYTES = int(os.environ.get("BOJI_UPLOAD_MEGABYTES", "512"))
BOJI_API_PER_MINUTE = max(1, int(os.environ.get("BOJI_API_PER_MINUTE", "300")))
BOJI_JOBS = "boji.site.jobs"  # the module that lists jobs and schedules

DEBUG = _flag("BOJI_DEBUG")
SECRET_KEY = _secret_key(BOJI_WORKSPACE)
_hosts = [name for name in os.environ.get("BOJI_HOSTS", "").split(",") if name]
ALLOWED_HOSTS = [
    *_hosts,
    "localhost",
    "127.0.0.1",
    "[::1]",
]  # this machine's own names: health checks ask there
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in _hosts] if _flag("BOJI_HTTPS") else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "boji.accounts",  # its templates come before those of allauth
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.dingtalk",
    "allauth.socialaccount.providers.feishu",
    "allauth.usersessions",
    "axes",
    "boji.platform",
    "boji.platform.providers.wecom",
    "boji.analysis",
    "boji.api",
    "boji.disputes",
    "boji.platform.jobs",
    "boji.home",
    "boji.imports",
    "boji.outcomes",
    "boji.people",
    "boji.payouts",
    "boji.plans",
    "boji.replay",
    "boji.statements",
    "boji.tokens",
    "boji.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "boji.site.request_log.RequestLogMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "boji.site.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "boji.accounts.middleware.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "boji.site.styleguide" if DEBUG else "boji.site.urls"
ASGI_APPLICATION = "boji.site.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["boji.site.templatetags.boji", "boji.site.templatetags.components"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "boji.site.navigation.navigation",
            ],
        },
    }
]

# ---- Database: the same code and migrations on SQLite and PostgreSQL

_SQLITE = f"sqlite:///{BOJI_WORKSPACE / DATABASE}"
DATABASES = {"default": dj_database_url.parse(os.environ.get("BOJI_DATABASE_URL", _SQLITE), conn_max_age=60)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A writer takes its lock at the start, so that two that read before they write wait instead of failing.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# In the database, so that all processes count tries together and a code of a second factor is used once.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# ---- Accounts

AUTH_USER_MODEL = "platform.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "boji.platform.sign_in.AccountAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if _flag("BOJI_HTTPS") else "http"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_FORMS = {
    "login": "boji.accounts.sign_in_forms.SignInForm",
    "reauthenticate": "boji.accounts.sign_in_forms.AgainForm",
    "change_password": "boji.accounts.sign_in_forms.ChangePasswordForm",
    "reset_password": "boji.accounts.sign_in_forms.ForgottenForm",
    "reset_password_from_key": "boji.accounts.sign_in_forms.NewPasswordForm",
}
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "播绩 Boji"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are entered by administrators
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "boji.accounts.sign_in_forms.CodeForm",
    "reauthenticate": "boji.accounts.sign_in_forms.CodeAgainForm",
    "activate_totp": "boji.accounts.sign_in_forms.ActivateForm",
}
SOCIALACCOUNT_ADAPTER = "boji.platform.sign_in.IdentityAdapter"
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_PROVIDERS = {
    "feishu": _app(
        client_id=os.environ.get("BOJI_FEISHU_APP_ID", ""),
        secret=os.environ.get("BOJI_FEISHU_APP_SECRET", ""),
    ),
    "dingtalk": {
        **_app(
            client_id=os.environ.get("BOJI_DINGTALK_CLIENT_ID", ""),
            secret=os.environ.get("BOJI_DINGTALK_CLIENT_SECRET", ""),
        ),
        "AUTH_PARAMS": {"prompt": "consent"},
    },
    "wecom": _app(
        client_id=os.environ.get("BOJI_WECOM_CORP_ID", ""),
        key=os.environ.get("BOJI_WECOM_AGENT_ID", ""),
        secret=os.environ.get("BOJI_WECOM_SECRET", ""),
    ),
}
BOJI_REQUIRE_SECOND_FACTOR = _flag("BOJI_REQUIRE_SECOND_FACTOR")

# Tries at a password: so many for a name from one address, more from anywhere; forgotten after a while.
AXES_FAILURE_LIMIT = 5
BOJI_TRIES_ANYWHERE = 30
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], ["username"]]  # in the order that Lock reads
AXES_HANDLER = "boji.platform.sign_in_lock.Lock"
AXES_LOCKOUT_CALLABLE = "boji.platform.sign_in_lock.locked"
AXES_USERNAME_CALLABLE = "boji.platform.sign_in_lock.name_of_try"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the page says until when, and that is when
AXES_RESET_ON_SUCCESS = True
AXES_SENSITIVE_PARAMETERS = ["oldpassword", "password1", "password2", "code"]
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are in the audit trail
AXES_VERBOSE = False

# ---- Mails

_mail = urlsplit(os.environ.get("BOJI_EMAIL_URL", ""))
BOJI_SENDS_MAIL = bool(_mail.scheme)
EMAIL_BACKEND = f"django.core.mail.backends.{'console' if _mail.scheme == 'console' else 'smtp'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 587
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_USE_TLS = _mail.scheme == "smtp" and _mail.hostname not in ("localhost", "127.0.0.1")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("BOJI_EMAIL_FROM", "boji@localhost")

# ---- Work: threads and what is written of it

BOJI_THREADS = int(os.environ.get("BOJI_THREADS", "8"))
LOGGING_CONFIG = "boji.site.logs.configure"
LOGGING = {
    "form": os.environ.get("BOJI_LOG", "auto"),
    "level": os.environ.get("BOJI_LOG_LEVEL", "WARNING"),
}

# ---- Language and time

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_TZ = True
TIME_ZONE = str(BOJI_ZONE)

# ---- Files

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"/built/[a-z-]+-[0-9a-f]{10}\."  # frontend/build.mjs names files by content
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# ---- Security

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
if _flag("BOJI_HTTPS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health/"]  # asked from this machine, past the proxy
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
