"""Settings for the tests: the installation's own, with quick passwords and plain static files.

``ZHIBU_TEST_PG`` names a PostgreSQL server on which the tests make databases and roles of their
own; without it they run on SQLite files. ``tests/databases.py`` fills in the databases' names.
"""

import atexit
import os
import shutil
import tempfile
from urllib.parse import urlsplit

if "ZHIBU_DATA" not in os.environ:
    os.environ["ZHIBU_DATA"] = tempfile.mkdtemp(prefix="zhibu-test-")
    atexit.register(shutil.rmtree, os.environ["ZHIBU_DATA"], ignore_errors=True)

from zhibu.config import environment
from zhibu.config.settings import *  # noqa: F403 - the variable above must come first

CLUSTER = os.environ.get("ZHIBU_TEST_PG", "")


def played_by(role: str) -> dict[str, object]:
    """Return the settings of a connection to the test server as one of our three roles."""
    parts = urlsplit(CLUSTER)
    place = parts.netloc.rpartition("@")[2]
    secret = f":{parts.password}" if parts.password else ""
    url = parts._replace(netloc=f"{role}{secret}@{place}").geturl()
    return {**environment.postgresql(url), "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}


if CLUSTER:
    DATABASES = {
        "default": played_by("zhibu_app"),
        "owner": played_by("zhibu_owner"),
        "sequencer": played_by("zhibu_sequencer"),
    }
else:
    DATABASES = {"default": environment.sqlite(DATA / "zhibu.sqlite3", durable=False)}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["*"]
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
