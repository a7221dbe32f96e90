"""The WSGI application that a server runs."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from safeconduct.site.beside import work_beside_pages
from safeconduct.site.collector import look_seldom
from safeconduct.site.watchdog import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.site.settings")

application = get_wsgi_application()
end_with_parent()
work_beside_pages()
look_seldom()
