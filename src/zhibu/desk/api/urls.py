"""Where the API is. Its answers to the signed-out are its own, so no middleware sends them away."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path, re_path

from zhibu.desk.api import pages, problems
from zhibu.desk.api.root import api

routes, app, space = api.urls
for pattern in routes:
    if isinstance(pattern, URLPattern):
        pattern.callback = login_not_required(pattern.callback)
urlpatterns = [
    path("", pages.operations, name="operations"),
    path("", (routes, app, space)),
    re_path(r"^.", login_not_required(problems.unknown)),
]
