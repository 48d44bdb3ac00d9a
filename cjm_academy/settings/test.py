"""The test suite: SQLite in a file of its own per process, or the server named by CJM_TEST_DATABASE_URL."""

import os
import tempfile
from pathlib import Path

from cjm_academy import env
from cjm_academy.settings.base import *  # noqa: F403 - a settings module is the base with a few names changed

DEBUG = False
SECRET_KEY = "only-for-tests"  # noqa: S105 - protects nothing
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

DATABASES = {
    "default": env.database("CJM_TEST_DATABASE_URL", env.sqlite(Path(tempfile.gettempdir()) / "cjm.sqlite3"))
}
# A name of its own per process lets several runs share one checkout and one database server.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": Path(tempfile.gettempdir()) / f"cjm-test-{os.getpid()}.sqlite3"}
else:
    DATABASES["default"]["TEST"] = {"NAME": f"test_cjm_{os.getpid()}"}
DATABASES["default"]["CONN_MAX_AGE"] = 0

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
MEDIA_ROOT = Path(env.text("CJM_TEST_MEDIA_ROOT", f"{tempfile.gettempdir()}/cjm-test-media-{os.getpid()}"))
BASE_URL = "https://academy.example"

WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

LIVE_REDIS_URL = env.text("CJM_TEST_LIVE_REDIS_URL", "")

ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
RATE_LIMITED = False

# Jobs are done where they are asked for; tests of the queue itself name a broker and the folder of its messages.
CELERY_BROKER_URL = env.text("CJM_TEST_BROKER_URL", "memory://localhost")
CELERY_BROKER_TRANSPORT_OPTIONS = env.queue_folders(
    Path(env.text("CJM_TEST_QUEUE_DIR", tempfile.gettempdir()))
)
CELERY_TASK_ALWAYS_EAGER = CELERY_BROKER_URL.startswith("memory")
CELERY_TASK_EAGER_PROPAGATES = True
