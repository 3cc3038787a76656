"""Django settings, from a handful of environment variables (docs/reference/settings.md). Not a place for rules."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.utils.translation import gettext_lazy as _

from zhiqiao.config import sqlite

PACKAGE = Path(__file__).resolve().parent.parent


def default_home() -> Path:
    """Where data lie when ZHIQIAO_HOME is not set: the user's data folder."""
    base = os.environ.get("XDG_DATA_HOME") or (os.environ.get("LOCALAPPDATA") if os.name == "nt" else None)
    return Path(base or Path.home() / ".local" / "share") / "zhiqiao"


HOME = Path(os.environ.get("ZHIQIAO_HOME") or default_home()).expanduser().resolve()
HOME.mkdir(parents=True, exist_ok=True)


def secret_key() -> str:
    """The signing key: from the environment, else made once and kept in the data folder, readable by its owner only."""
    given = os.environ.get("ZHIQIAO_SECRET_KEY")
    if given:
        return given
    kept = HOME / "secret_key"
    try:
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return kept.read_text()


SECRET_KEY = secret_key()
DEBUG = os.environ.get("ZHIQIAO_DEBUG", "") == "1"
ALLOWED_HOSTS = os.environ.get("ZHIQIAO_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("ZHIQIAO_ORIGINS", "").split(",") if origin]
EMBEDDER = os.environ.get("ZHIQIAO_EMBEDDER", "use")
"""`use` (bundled), `none` (words only), `e5`, `st:<folder>`, or `openai` (texts leave the machine)."""
QUALITY_EMBEDDER = os.environ.get("ZHIQIAO_QUALITY_EMBEDDER", "auto")
"""The second model, for needs, offered pools and the top of the list; `auto`: e5 where its extra is installed."""
EMBEDDINGS_ENDPOINT = {
    "url": os.environ.get("ZHIQIAO_EMBEDDINGS_URL", ""),
    "model": os.environ.get("ZHIQIAO_EMBEDDINGS_MODEL", ""),
    "key": os.environ.get("ZHIQIAO_EMBEDDINGS_KEY", ""),
    "query_prefix": os.environ.get("ZHIQIAO_EMBEDDINGS_QUERY_PREFIX", ""),
    "passage_prefix": os.environ.get("ZHIQIAO_EMBEDDINGS_PASSAGE_PREFIX", ""),
}
RERANKER = os.environ.get("ZHIQIAO_RERANKER", "")
"""Empty, or `endpoint`: the top of the list is read again by a service (texts leave the machine)."""
RERANK_ENDPOINT = {
    "url": os.environ.get("ZHIQIAO_RERANK_URL", ""),
    "model": os.environ.get("ZHIQIAO_RERANK_MODEL", ""),
    "key": os.environ.get("ZHIQIAO_RERANK_KEY", ""),
}
SECOND_FACTOR = os.environ.get("ZHIQIAO_SECOND_FACTOR", "own")
"""Who must give a code besides the password: `own` (who sets it up), `staff`, or `all`."""
OIDC = {
    "issuer": os.environ.get("ZHIQIAO_OIDC_ISSUER", "").rstrip("/"),
    "client_id": os.environ.get("ZHIQIAO_OIDC_CLIENT_ID", ""),
    "client_secret": os.environ.get("ZHIQIAO_OIDC_CLIENT_SECRET", ""),
    "name": os.environ.get("ZHIQIAO_OIDC_NAME", ""),
}
"""One OpenID Connect provider beside the local accounts; not offered while the first two are empty."""
BATCH = os.environ.get("ZHIQIAO_BATCH", "pool")
INDICATOR_OPTIONS = os.environ.get("ZHIQIAO_INDICATOR_OPTIONS", "")
"""Where all is matched with all: `pool` (processes of this machine), a Spark master, or `ray`."""

INSTALLED_APPS = [
    "django_otp",  # before the back office, which takes its tables out: they hold secrets
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "zhiqiao.backoffice",  # before the admin, whose templates it replaces
    "zhiqiao.backoffice.apps.FrameConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "ninja",
    "zhiqiao.records",
    "zhiqiao.web",
]
MIDDLEWARE = [
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
    "zhiqiao.web.second_factor.Demanded",
]
ROOT_URLCONF = "zhiqiao.config.urls"
WSGI_APPLICATION = "zhiqiao.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

SQLITE = sqlite.choose()
DATABASE_URL = os.environ.get("ZHIQIAO_DATABASE_URL", "")
CONNECTED = 60
"""Seconds a thread keeps its connection: what it has read of the database stays at hand for the next question."""
if DATABASE_URL:
    DATABASES = {"default": dict(dj_database_url.parse(DATABASE_URL, conn_max_age=CONNECTED))}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(HOME / "zhiqiao.sqlite3"),
            "CONN_MAX_AGE": CONNECTED,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                # FULL: a commit that was acknowledged survives a power cut too.
                "init_command": (
                    f"PRAGMA journal_mode={SQLITE.journal}; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                    "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    }
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "records.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "zhiqiao.words.passwords.TooSimilar"},
    {"NAME": "zhiqiao.words.passwords.TooShort", "OPTIONS": {"min_length": 10}},
    {"NAME": "zhiqiao.words.passwords.TooCommon"},
    {"NAME": "zhiqiao.words.passwords.OnlyDigits"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = sorted(path for path in (PACKAGE / "words" / "locale").iterdir() if path.is_dir())
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("ZHIQIAO_TIME_ZONE", "Asia/Shanghai")

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = True
FILES = HOME / "files"
INDEXES = HOME / "index"
FONTS = Path(os.environ["ZHIQIAO_FONTS"]).expanduser() if os.environ.get("ZHIQIAO_FONTS") else None
"""A folder of fonts for print-outs, besides those of the system."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("ZHIQIAO_HTTPS", "") == "1"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
OTP_TOTP_ISSUER = "Zhiqiao"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("ZHIQIAO_LOG", "WARNING")},
}

MAIL_URL = os.environ.get("ZHIQIAO_MAIL_URL", "")
"""`smtp://user:password@host:587` (`smtps://` from the first byte encrypted); empty: no letter is sent."""
MAIL_IS_SET_UP = bool(MAIL_URL)
_mail = urlsplit(MAIL_URL)
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or (465 if _mail.scheme == "smtps" else 587)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_USE_TLS = _mail.scheme == "smtp" and bool(_mail.username)
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = os.environ.get("ZHIQIAO_MAIL_FROM", "zhiqiao@localhost")
