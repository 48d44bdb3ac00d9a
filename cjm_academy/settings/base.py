"""What every installation shares. Nothing here reads the environment: dev, test and prod do."""

from pathlib import Path
from typing import Any

import django_stubs_ext
from celery.schedules import crontab
from django.utils.csp import CSP

# Lets code write ModelAdmin[User] and ModelForm[User], which mypy --strict asks for and Django alone refuses.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"

INSTALLED_APPS = [
    "apps.common",
    "apps.accounts",
    "apps.organisations",
    "apps.jobs",
    "apps.live",
    "apps.journeys",
    "apps.curriculum",
    "apps.exercises",
    "apps.assessment",
    "apps.learning",
    "apps.operate",
    "apps.portal",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "apps.operate.middleware.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.organisations.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
]

ROOT_URLCONF = "cjm_academy.urls"
WSGI_APPLICATION = "cjm_academy.wsgi.application"

# The Jinja2 engine stands first and answers only for *.jinja; everything else falls through to Django's own.
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "apps.common.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    },
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "apps.exercises.adapter.KeepingAdapter"
ACCOUNT_FORMS = {
    "login": "apps.accounts.forms.LoginForm",
    "signup": "apps.accounts.forms.SignupForm",
    "reset_password": "apps.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "apps.accounts.forms.ResetPasswordKeyForm",
    "change_password": "apps.accounts.forms.ChangePasswordForm",
    "set_password": "apps.accounts.forms.SetPasswordForm",
    "reauthenticate": "apps.accounts.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
# A new address takes the old one's place once its owner has opened the link (apps/accounts/addresses.py).
ACCOUNT_CHANGE_EMAIL = True

MFA_ADAPTER = "apps.accounts.mfa.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Our forms ask for a confirmed address before the second step is set up, and let it be changed afterwards.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "apps.accounts.mfa.AuthenticateForm",
    "authenticate_webauthn": "apps.accounts.mfa.AuthenticatePasskeyForm",
    "reauthenticate": "apps.accounts.mfa.ReauthenticateForm",
    "reauthenticate_webauthn": "apps.accounts.mfa.ReauthenticatePasskeyForm",
    "login_webauthn": "apps.accounts.mfa.LoginPasskeyForm",
    "activate_totp": "apps.accounts.mfa.ActivateTOTPForm",
    "add_webauthn": "apps.accounts.mfa.AddPasskeyForm",
    "edit_webauthn": "apps.accounts.mfa.EditPasskeyForm",
}

# What the links in mails begin with: mail is written where no request tells the host.
BASE_URL = ""
# Shown on the pages about privacy and accessibility; empty: "the person who runs this site".
CJM_CONTACT_EMAIL = ""
# A map that was drawn without an account and that nobody has touched for so long is deleted.
GUEST_MAP_DAYS = 30
# Drawing and joining: how often one browser and one address may, see apps/common/limits.py.
RATE_LIMITED = True

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("zh-hans", "简体中文"),
    ("zh-hant", "繁體中文"),
    ("ru", "русский"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "cjm_academy.formats"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
# The policy's frame-ancestors says it, to every browser this product supports.
SILENCED_SYSTEM_CHECKS = ["security.W002"]
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "apps.common.middleware.csrf_failure"
# Kept in the database; the cache in front of it saves a query per page.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Who may read /metrics: by address, or with a token where there is one.
METRICS_ALLOW = ["127.0.0.0/8", "::1"]
METRICS_TOKEN = ""

# Room for the largest map that can be imported (5 MB) and the form around it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

# One process hears itself; several hear each other over Redis.
LIVE_REDIS_URL = ""

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SERIALIZER = "json"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_TIMEZONE = TIME_ZONE
# A worker process that hangs is ended; the sweeper brings its job back.
CELERY_TASK_TIME_LIMIT = 600
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "send lost jobs again": {"task": "jobs.sweep", "schedule": 60.0},
    "delete old results": {"task": "jobs.delete_old_results", "schedule": crontab(hour="3", minute="10")},
    "forget invited addresses": {
        "task": "organisations.forget_addresses",
        "schedule": crontab(hour="3", minute="30"),
    },
    # Every hour of the day, so that a clock that was not running catches up.
    "remind of reviews": {
        "task": "journeys.remind_of_reviews",
        "schedule": crontab(hour="5-20", minute="20"),
    },
    "expire guest maps": {"task": "journeys.expire_guest_maps", "schedule": crontab(hour="3", minute="20")},
    "delete old uploads": {"task": "journeys.delete_old_uploads", "schedule": crontab(minute="50")},
    "delete stray images": {
        "task": "journeys.delete_stray_images",
        "schedule": crontab(hour="3", minute="40"),
    },
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
