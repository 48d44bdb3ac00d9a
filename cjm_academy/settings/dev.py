"""One machine, nothing to set up: SQLite and files under var/. `manage.py start` serves with these."""

import hashlib
import sys

from cjm_academy import env
from cjm_academy.settings.base import *  # noqa: F403 - a settings module is the base with a few names changed
from cjm_academy.settings.base import VAR_DIR

DEBUG = env.flag("CJM_DEBUG", default=False)
SECRET_KEY = env.text("CJM_SECRET_KEY", env.local_secret(VAR_DIR / "secret_key"))
ALLOWED_HOSTS = env.words("CJM_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")

DATABASES = {"default": env.database("CJM_DATABASE_URL", env.sqlite(VAR_DIR / "db.sqlite3"))}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
BASE_URL = env.site("CJM_BASE_URL", "http://127.0.0.1:8000")
CJM_CONTACT_EMAIL = env.text("CJM_CONTACT_EMAIL", "")

WHITENOISE_USE_FINDERS = True

# Files and queue belong to one database: a server on another one beside it neither takes its jobs nor, at night,
# its files for stray ones.
_NAME = str(DATABASES["default"]["NAME"])
DATA_DIR = VAR_DIR
if str(VAR_DIR / "db.sqlite3") != _NAME:
    DATA_DIR = VAR_DIR / "other" / hashlib.sha256(_NAME.encode()).hexdigest()[:12]
MEDIA_ROOT = DATA_DIR / "media"
QUEUE_DIR = DATA_DIR / "queue"
# Files cannot be locked the way the queue needs it on Windows; there it lives in memory and the sweeper remembers.
CELERY_BROKER_URL = "memory://localhost" if sys.platform == "win32" else "filesystem://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = env.queue_folders(QUEUE_DIR)
CELERY_BEAT_SCHEDULE_FILENAME = str(QUEUE_DIR / "beat")
# Nobody asks the worker inside the server how it is; listening for that costs files and time.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
