"""Waypoint's settings: one place, read once from the environment (see `cbe/env.py` and `.env.example`)."""

from __future__ import annotations

import logging as std_logging
import os
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from kombu import Queue
from kombu.transport import TRANSPORT_ALIASES

from cbe import env, logging

BASE_DIR = Path(__file__).resolve().parent.parent
CONFIGURATION = env.read(os.environ, root=BASE_DIR)
DATA_DIR = CONFIGURATION.data_dir
EMBEDDED = CONFIGURATION.embedded

DEBUG = CONFIGURATION.debug
SECRET_KEY = CONFIGURATION.secret_key
SECRET_KEY_FALLBACKS = CONFIGURATION.secret_key_fallbacks
ALLOWED_HOSTS = CONFIGURATION.allowed_hosts

# --- What it is made of ---------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "csp",
    "django_structlog",
    "people",
    "competencies",
    "assessments",
    "pathways",
    "reporting",
    "cbe.apps.CbeConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "cbe.middleware.SecurityHeaders",
    "cbe.middleware.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cbe.middleware.ReadersPlace",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cbe.middleware.RequestLog",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cbe.middleware.SayHowPagesWork",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cbe.context_processors.frame",
            ],
        },
    }
]
ROOT_URLCONF = "cbe.urls"
WSGI_APPLICATION = "cbe.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Where it keeps things ------------------------------------------------------------------------------------------

DATABASES = {"default": CONFIGURATION.database}
BROKER_DIR = DATA_DIR / "broker"
# It counts the guesses at passwords: shared by all processes, alive after a restart and while the broker is away.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "waypoint_cache"}}

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "cbe.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").exists()
MEDIA_ROOT = DATA_DIR / "files"

# --- Who may come in ------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
# User names are unique whatever their case, by a constraint on Lower("username") that this check cannot see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["cbe.adapters.SchoolBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CSRF_FAILURE_VIEW = "cbe.views.errors.csrf_failure"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "cbe.adapters.SchoolAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
# A whole school arrives from one address at eight o'clock: an address may try often, one account may not.
ACCOUNT_RATE_LIMITS = {"login": "1200/10m/ip", "login_failed": "300/10m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = CONFIGURATION.proxies
SESSION_COOKIE_AGE = 12 * 60 * 60

# --- What a browser may do ------------------------------------------------------------------------------------------

HTTPS = CONFIGURATION.https
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIGURATION.proxies else None
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = CONFIGURATION.trusted_origins
X_FRAME_OPTIONS = "DENY"
# Sign-in by another site answers a form with a redirect to it, which `form-action` must then name.
SIGN_IN_ORIGINS: list[str] = []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *SIGN_IN_ORIGINS],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Words and days -------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "cbe.formats"
TIME_ZONE = "UTC"  # what is stored; Django keeps the zone of every moment

# --- The doorbell ---------------------------------------------------------------------------------------------------

if CONFIGURATION.redis_url:
    CELERY_BROKER_URL = CONFIGURATION.redis_url
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": 300,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
    }
else:
    TRANSPORT_ALIASES["filesystem"] = "cbe.broker:Transport"  # kombu's own, with messages that appear whole
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.05,
    }
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_SOFT_TIME_LIMIT = 45
CELERY_TASK_QUEUES = tuple(Queue(name, routing_key=name) for name in ("interactive", "bulk"))
CELERY_TASK_DEFAULT_QUEUE = "interactive"
BULK = ("pathways.sweep", "pathways.audit", "pathways.preview", "pathways.forget_previews", "reporting.tasks.*")
CELERY_TASK_ROUTES = {name: {"queue": "bulk"} for name in BULK}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    # A sweep that could not start in time is worth nothing: the next one is on its way.
    "sweep": {"task": "pathways.sweep", "schedule": 15.0, "options": {"queue": "bulk", "expires": 15}},
    "audit": {"task": "pathways.audit", "schedule": crontab(hour="2", minute="30"), "options": {"queue": "bulk"}},
    "previews": {"task": "pathways.forget_previews", "schedule": crontab("0", "3"), "options": {"queue": "bulk"}},
    "notices": {"task": "reporting.tasks.deliver_notices", "schedule": 60, "options": {"queue": "bulk", "expires": 60}},
}

# --- The API, letters, logs -----------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "people.api.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Waypoint",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
vars().update(CONFIGURATION.email)
# The address that letters point to.
PUBLIC_URL = CONFIGURATION.public or "http://127.0.0.1:8000"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONFIGURATION.default_from_email
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = DJANGO_STRUCTLOG_CELERY_DEFAULT_LOG_LEVEL = std_logging.DEBUG
DJANGO_STRUCTLOG_CELERY_ENABLED = True
LOGGING = logging.configuration(level=CONFIGURATION.log_level, as_json=CONFIGURATION.log_json)
logging.configure()
