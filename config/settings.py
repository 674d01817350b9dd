"""Every setting, and the only place that reads the environment. `.env.example` lists the variables."""

from pathlib import Path
from typing import Any

from celery.schedules import crontab
from environs import Env, validate
from pythonjsonlogger.core import RESERVED_ATTRS

from common.secret_key import workspace_secret

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)

# The workspace: everything Waymark writes on this machine is under this folder.
DATA_DIR = Path(env.str("WAYMARK_DATA", "var"))
if not DATA_DIR.is_absolute():
    DATA_DIR = BASE_DIR / DATA_DIR
DATA_DIR.mkdir(parents=True, exist_ok=True)
PORT = env.int("PORT", 8000)  # of `manage.py up`, on 127.0.0.1

DEBUG = env.bool("DEBUG", False)
# No default secret: without one in the environment, each workspace makes its own.
SECRET_KEY = env.str("SECRET_KEY", "") or workspace_secret(DATA_DIR)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
# What links in mails begin with: no request says there what the site is called.
SITE_URL = env.str("WAYMARK_URL", "").rstrip("/") or f"http://127.0.0.1:{PORT}"
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])

# HTTPS is the operator's to switch on: the embedded default answers on 127.0.0.1 alone.
HTTPS = env.bool("WAYMARK_HTTPS", False)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [
    "^healthz$",
    "^readyz$",
    "^metrics$",
]  # asked from beside the process, past the proxy
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "common",
    "teams",
    "maturity",
    "plans",
]

MIDDLEWARE = [
    "common.request_id.RequestIdMiddleware",
    "common.metrics.requests.CountRequests",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "teams.middleware.TimeZoneMiddleware",
    "teams.middleware.LastSeenMiddleware",
    "teams.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "common.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "teams.context.workspace",
            ],
            "builtins": ["common.templatetags.page"],
        },
    }
]

DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'waymark.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer waits for its turn instead of failing half way
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Also for SQLite: whoever closes a file's last connection writes the whole log back into it first.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", 60)

# Redis where there is one, else files: every process on the machine counts attempts to sign in together.
REDIS_URL = env.str("REDIS_URL", "")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "common.caches.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "waymark",
    }
    if REDIS_URL
    else {
        "BACKEND": "common.caches.SharedFileCache",
        "LOCATION": DATA_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

AUTH_USER_MODEL = "teams.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Addresses of which people may be; without any, of all.
EMAIL_DOMAINS: list[str] = env.list("WAYMARK_EMAIL_DOMAINS", [])
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "teams.sign_in.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# An address that nobody has gets no mail: anybody can type one.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# allauth's own keeps a second row of every address, and would write it when a link is opened.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
# Whoever is stopped by a page is told to try again in a minute (429.html): such limits count a minute. `login_failed`
# is said in the form, and counts wrong passwords and codes of one address or person over five minutes.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
# How many proxies add to X-Forwarded-For before a request is here: the address that the first of them saw is counted.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("WAYMARK_PROXIES", 1 if HTTPS else 0)
# Signing in at an OpenID Connect provider; without an issuer there is none.
OIDC_ISSUER = env.str("OIDC_ISSUER", "").rstrip("/")
OIDC_NAME = env.str("OIDC_NAME", "") or "OpenID Connect"
SOCIALACCOUNT_ADAPTER = "teams.openid.SocialAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": []}
}
if OIDC_ISSUER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(
        {
            "provider_id": "sso",
            "name": OIDC_NAME,
            "client_id": env.str("OIDC_CLIENT_ID"),
            "secret": env.str("OIDC_CLIENT_SECRET"),
            "settings": {"server_url": OIDC_ISSUER},
        }
    )
# Of whom a second factor is required; of the others it is their own choice.
_whom = validate.OneOf(["off", "administrators", "everyone"])
REQUIRE_TOTP = env.str("WAYMARK_REQUIRE_TOTP", "off", validate=_whom)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Waymark"
MFA_TOTP_PERIOD = 30
MFA_TOTP_TOLERANCE = 1  # a code is good for half a minute before and after its own
MFA_FORMS = {"authenticate": "teams.sign_in.CodeForm", "reauthenticate": "teams.sign_in.ConfirmingCodeForm"}
ACCOUNT_FORMS = {
    "reauthenticate": "teams.sign_in.ReauthenticateForm",
    "login": "teams.sign_in.LoginForm",
    "reset_password": "teams.sign_in.ResetPasswordForm",
    "reset_password_from_key": "teams.sign_in.ResetPasswordKeyForm",
    "change_password": "teams.sign_in.ChangePasswordForm",
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_I18N = False
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("WAYMARK_STATIC", "") or DATA_DIR / "static")
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# Hashed names let browsers keep a file for a year; the plain storage serves runserver and the tests.
HASHED_STATIC = env.bool("WAYMARK_HASHED_STATIC", not DEBUG)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if HASHED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

_mail = env.dj_email_url("EMAIL_URL", "console:")
MAILERS = {"default": {"BACKEND": _mail["EMAIL_BACKEND"]}}
if _mail["EMAIL_BACKEND"].endswith("smtp.EmailBackend"):
    MAILERS["default"]["OPTIONS"] = {
        "host": _mail["EMAIL_HOST"],
        "port": _mail["EMAIL_PORT"],
        "username": _mail["EMAIL_HOST_USER"],
        "password": _mail["EMAIL_HOST_PASSWORD"],
        "use_tls": _mail.get("EMAIL_USE_TLS", False),
        "use_ssl": _mail.get("EMAIL_USE_SSL", False),
        "timeout": _mail["EMAIL_TIMEOUT"] or 30,  # seconds; a claimed mail is taken up again after minutes
    }
elif _mail["EMAIL_BACKEND"].endswith("filebased.EmailBackend"):
    MAILERS["default"]["OPTIONS"] = {"file_path": str(DATA_DIR / (_mail["EMAIL_FILE_PATH"] or "mail"))}
# Printed mail is read by people: its words once are enough.
MAIL_IS_PRINTED = _mail["EMAIL_BACKEND"].endswith("console.EmailBackend")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "waymark@localhost")

# Celery: Redis where there is one, else a queue of files in the data folder.
QUEUE_DIR = DATA_DIR / "queue"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object]
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"  # a host, or Celery warns that it has none
if REDIS_URL:
    # A page that wakes the worker waits for no Redis that is gone, and two seconds for one that does not answer. Longer
    # than the second that a worker waits for messages at a time.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"max_retries": 0, "socket_connect_timeout": 2, "socket_timeout": 2}
else:
    for folder in ("messages", "control"):
        (QUEUE_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT = "common.file_queue:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR / "messages"),
        "data_folder_out": str(QUEUE_DIR / "messages"),
        "control_folder": str(QUEUE_DIR / "control"),
        "store_processed": False,
        "polling_interval": 0.2,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # worker and beat wait for Redis as long as it takes
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "config.beat:Scheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    # Just after midnight: a cycle opens on its first day and closes after its last.
    "advance cycles": {"task": "maturity.advance_cycles", "schedule": crontab(minute="1,16,31,46")},
    # Just after midnight for the new day; the other runs catch up on days that a stopped worker missed.
    "take snapshots": {"task": "maturity.take_snapshots", "schedule": crontab(minute="5,20,35,50")},
    # Once a night: a day more is 400 days back. A night that was missed is made up for by the next.
    "thin snapshots": {"task": "maturity.thin_snapshots", "schedule": crontab(hour="2", minute="40")},
    # Each hour that somebody chose begins in one of their time zone's quarters of an hour.
    "remind leads": {"task": "maturity.remind_leads", "schedule": crontab(minute="*/15")},
    "mail weeks": {"task": "plans.mail_weeks", "schedule": crontab(minute="*/15")},
    # Mail leaves as soon as it is queued; these runs try again what failed, or what a killed worker left.
    "send mail": {"task": "teams.send_mail", "schedule": crontab(minute="*/5")},
    # A worker is told of each import at once; these runs take up what a killed one left.
    "work on imports": {"task": "teams.work_on_imports", "schedule": crontab(minute="*")},
}

# Prometheus asks with this token; without one there is nothing to ask, and nothing is counted.
METRICS_TOKEN = env.str("WAYMARK_METRICS_TOKEN", "")
METRICS_DIR = Path(env.str("PROMETHEUS_MULTIPROC_DIR", "") or DATA_DIR / "metrics")
WORKER_METRICS = env.str("WAYMARK_WORKER_METRICS", "")  # host:port of a worker with a data folder of its own

LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
LOG_FORMAT = env.str("LOG_FORMAT", "plain", validate=validate.OneOf(["plain", "json"]))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name} [{request_id}]: {message}", "style": "{"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "{asctime}{levelname}{name}{request_id}{message}",
            "style": "{",
            "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
            "reserved_attrs": [*RESERVED_ATTRS, "request"],  # its address may open a calendar
        },
    },
    "filters": {
        "request_id": {"()": "common.request_id.RequestIdFilter"},
        "secrets": {"()": "config.secret_addresses.HideSecretAddresses"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["request_id", "secrets"],
        }
    },
    # Django's own handlers would say the same again, secrets and all.
    "loggers": {"django": {"level": "INFO"}, "django.server": {"level": "INFO", "propagate": True}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
}
