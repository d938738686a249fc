"""One settings file, read from the environment. docs/operating.md lists every variable."""

import sys
from pathlib import Path
from urllib.parse import unquote

import environ
from celery.schedules import schedule
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from auditsite import environment

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = environment.flag("DEBUG", default=False)
DEMO = environment.flag("DEMO", default=False)
SECRET_KEY = environment.secret_key(lenient=DEBUG or DEMO)
FIELD_KEYS = environment.field_keys()
ALLOWED_HOSTS = environment.names("ALLOWED_HOSTS", "127.0.0.1,localhost")
CSRF_TRUSTED_ORIGINS = environment.names("CSRF_TRUSTED_ORIGINS")
SITE_URL = environment.read("SITE_URL", "http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "auditsite",
    "agencies",
    "audits",
    "cases",
    "reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "axes",
    "csp",
    "crispy_forms",
]

MIDDLEWARE = [
    "agencies.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "agencies.middleware.RequestTransactionMiddleware",
    "agencies.middleware.SignInFirst",
    "agencies.middleware.WrongMethodMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "auditsite.urls"
WSGI_APPLICATION = "auditsite.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "auditsite.navigation.site",
            ],
        },
    },
]


def database(name: str) -> dict:
    config = environ.Env.db_url_config(environment.read(name))
    if config["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured(
            f"{name} must be a PostgreSQL address (postgres://…): the rules that protect "
            "children's data live in PostgreSQL."
        )
    return config | {
        "HOST": unquote(config["HOST"]),  # a unix socket's directory arrives percent-encoded
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": database("DATABASE_URL")}
APPLICATION_ROLE = DATABASES["default"]["USER"]
# Only `migrate` needs the owner; web and worker run better without its password.
if environment.read("MIGRATION_DATABASE_URL", ""):
    DATABASES["owner"] = database("MIGRATION_DATABASE_URL")
    if DATABASES["owner"]["USER"] == APPLICATION_ROLE:
        raise ImproperlyConfigured(
            "DATABASE_URL and MIGRATION_DATABASE_URL must name different roles: the application "
            "must not own its tables, or row-level security would not hold it."
        )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits must keep working when Valkey is down, so the cache is a table.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "agencies_cache",
        # More than a flood of respondents makes: what is thrown out is no longer counted.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# E-mail addresses are unique by a constraint that ignores case, which this check cannot see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTH_USER_MODEL = "agencies.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "agencies.accounts.AccountAdapter"
ACCOUNT_FORMS = {"login": "agencies.sign_in_form.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
# A whole office may share one address; guessing is stopped per account, here and by axes.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/m/ip,8/5m/key"}

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "agencies.accounts.attempted_email"
AXES_LOCKOUT_CALLABLE = "agencies.accounts.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

SECURE_COOKIES = environment.flag("SECURE_COOKIES", default=not (DEBUG or DEMO))
SESSION_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_NAME = "__Host-session" if SECURE_COOKIES else "caseaudit_session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE_COOKIES else "caseaudit_csrf"
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "auditsite.views.csrf_failure"
SESSION_COOKIE_AGE = 2 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_SSL_REDIRECT = SECURE_COOKIES
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_COOKIES else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE_COOKIES else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_COOKIES
SECURE_HSTS_PRELOAD = SECURE_COOKIES
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_HANDLERS = [
    "agencies.uploads.RefuseTooLarge",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["auditsite.formats"]

STATIC_URL = "static/"
STATIC_ROOT = Path(environment.read("STATIC_ROOT", str(BASE_DIR / "var" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "auditsite.static.ManifestStorage"},
}
if DEBUG or "pytest" in sys.modules:
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"

CRISPY_TEMPLATE_PACK = "caseaudit"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["caseaudit"]

EMAIL_URL = environment.read("EMAIL_URL", "demomail://" if DEMO or DEBUG else None)
if EMAIL_URL.startswith("demomail:"):
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
else:
    vars().update(environ.Env.email_url_config(EMAIL_URL))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.read(
    "DEFAULT_FROM_EMAIL", "Case Audit <noreply@case-audit.example>"
)

REDIS_URL = environment.redis_url(environment.read("REDIS_URL"))
CELERY_BROKER_URL = environment.celery_url(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_TIME_LIMIT = 150
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 100
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A task that outlives its time limit is dead; only then may the transport hand it out again.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 180,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
    "retry_policy": {"max_retries": 1, "interval_start": 0.1},
}
REMINDERS_FROM = environment.time_of_day("REMINDERS_FROM", "07:00")
CELERY_BEAT_SCHEDULE = {
    "requeue-stalled-jobs": {
        "task": "agencies.tasks.requeue_stalled_jobs",
        "schedule": schedule(15),
    },
    "forget-copies-of-returns": {
        "task": "reports.tasks.forget_copies_of_returns",
        "schedule": schedule(60 * 60),
    },
    "close-due-surveys": {
        "task": "cases.tasks.close_due_surveys",
        "schedule": schedule(5 * 60),
    },
    "escalate-concerns": {
        "task": "cases.tasks.escalate_concerns",
        "schedule": schedule(60),
    },
    "count-differences": {
        "task": "cases.tasks.count_differences",
        "schedule": schedule(60),
    },
    "destroy-due-identities": {
        "task": "cases.tasks.destroy_due_identities",
        "schedule": schedule(15 * 60),
    },
    "send-due-reminders": {
        "task": "cases.tasks.send_due_reminders",
        "schedule": schedule(15 * 60),
    },
    "renew-links": {
        "task": "agencies.tasks.renew_links",
        "schedule": schedule(60 * 60),
    },
    "deliver-waiting-messages": {
        "task": "agencies.tasks.deliver_waiting_messages",
        "schedule": schedule(60),
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "agencies.logs.RequestIdFilter"}},
    "formatters": {"line": {"()": "agencies.logs.LineFormatter"}},
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "line",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["stdout"], "level": environment.read("LOG_LEVEL", "INFO")},
    "loggers": {
        "axes": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
        "weasyprint.progress": {"level": "WARNING"},
    },
}
