"""The WSGI application that granian serves: `zhiqiao.web.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiqiao.web.settings")
application = get_wsgi_application()
