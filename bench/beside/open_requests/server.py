"""What uvicorn runs: the admin, with its style sheets served as they are."""

import os

from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.beside.open_requests.settings")
application = ASGIStaticFilesHandler(get_asgi_application())  # which also makes Django ready

from django.contrib import admin  # noqa: E402  (may be loaded only now)

urlpatterns = [path("admin/", admin.site.urls)]
