"""A real installation: PostgreSQL, Redis, HTTPS, mail. Everything it needs is read from the environment."""

import os
from pathlib import Path
from typing import Any

from cjm_academy import env
from cjm_academy.settings.base import *  # noqa: F403 - a settings module is the base with a few names changed
from cjm_academy.settings.base import LOGGING, VAR_DIR

DEBUG = False
SECRET_KEY = env.secret("CJM_SECRET_KEY", length=50)
PUBLIC_HOSTS = env.hosts("CJM_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{'*' if host.startswith('.') else ''}{host}" for host in PUBLIC_HOSTS]
# What watches over the machine asks the process itself, by its loopback address.
ALLOWED_HOSTS = [*PUBLIC_HOSTS, "127.0.0.1", "localhost", "[::1]"]

DATABASES = {"default": env.database("CJM_DATABASE_URL")}
REDIS_URL = env.url("CJM_REDIS_URL", "redis", "rediss")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
CELERY_BROKER_URL = LIVE_REDIS_URL = REDIS_URL

STATIC_ROOT = env.text("CJM_STATIC_ROOT", str(VAR_DIR / "static"))
MEDIA_ROOT = Path(env.text("CJM_MEDIA_ROOT", str(VAR_DIR / "media")))
FILE_UPLOAD_PERMISSIONS = 0o640
MEDIA_STORAGE: dict[str, Any] = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
if bucket := env.text("CJM_S3_BUCKET", ""):
    MEDIA_STORAGE = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.url("CJM_S3_ENDPOINT", "https", "http", default="") or None,
            "region_name": env.text("CJM_S3_REGION", "") or None,
            "access_key": env.text("CJM_S3_KEY"),
            "secret_key": env.text("CJM_S3_SECRET"),
            # No list of rights is sent: without one an object is its owner's alone, and newer buckets refuse lists.
            "default_acl": None,
            # The bucket stays closed to browsers: views hand out each file to whoever may see it.
            "querystring_auth": False,
            "file_overwrite": False,
        },
    }
STORAGES = {
    "default": MEDIA_STORAGE,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": env.text("CJM_EMAIL_HOST"),
            "port": env.integer("CJM_EMAIL_PORT", 587),
            "username": env.text("CJM_EMAIL_USER", ""),
            "password": env.text("CJM_EMAIL_PASSWORD", ""),
            "use_tls": env.flag("CJM_EMAIL_TLS", default=True),
        },
    }
}
BASE_URL = env.site("CJM_BASE_URL", f"https://{PUBLIC_HOSTS[0].lstrip('.')}")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.mailbox("CJM_EMAIL_FROM")
CJM_CONTACT_EMAIL = env.text("CJM_CONTACT_EMAIL", "")

SECURE_SSL_REDIRECT = env.flag("CJM_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.integer("CJM_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("CJM_HSTS_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.flag("CJM_HSTS_PRELOAD", default=True)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"

LOGGING = LOGGING | {"formatters": {"line": {"()": "apps.operate.logs.JsonLine"}}}
LOGGING["root"] = {
    "handlers": ["console"],
    "level": env.choice("CJM_LOG_LEVEL", "INFO", "DEBUG", "WARNING", "ERROR"),
}

METRICS_ALLOW = env.networks("CJM_METRICS_ALLOW", "127.0.0.0/8,::1/128")
METRICS_TOKEN = env.secret("CJM_METRICS_TOKEN", length=20, default="")
if folder := env.text("CJM_METRICS_DIR", ""):
    # Read by prometheus_client when it is first imported: several processes of a server add up their figures there.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
    Path(folder).mkdir(parents=True, exist_ok=True)
