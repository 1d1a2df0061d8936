"""The site as an ASGI application, for uvicorn."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.asgi import get_asgi_application

from boji.site.threads import BoundedBodies, FixedThreads

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boji.site.settings")
_FORM_AROUND_FILES = 1024 * 1024

application = BoundedBodies(
    FixedThreads(get_asgi_application(), settings.BOJI_THREADS),
    settings.BOJI_UPLOAD_MEGABYTES * 1024 * 1024 + _FORM_AROUND_FILES,
)
