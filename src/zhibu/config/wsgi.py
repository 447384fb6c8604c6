"""The door for the web server."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhibu.config.settings")
application = get_wsgi_application()
# Django reads its addresses at the first request; the first visitor should not wait for it.
_ = get_resolver().url_patterns
