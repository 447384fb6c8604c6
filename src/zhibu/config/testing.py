"""Settings for the tests: the installation's own, with quick passwords and plain static files."""

import os
import tempfile

os.environ.setdefault("ZHIBU_DATA", tempfile.mkdtemp(prefix="zhibu-test-"))

from zhibu.config.settings import *  # noqa: E402, F403 - the variable above must come first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["*"]
WHITENOISE_AUTOREFRESH = True
