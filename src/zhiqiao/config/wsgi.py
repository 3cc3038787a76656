"""The WSGI door: `zhiqiao serve` and any WSGI server enter here."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiqiao.config.settings")
application = get_wsgi_application()
