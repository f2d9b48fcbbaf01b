"""The WSGI application that granian serves: `zhiqiao.web.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

from zhiqiao.web.operation.last_resort import nothing_escapes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiqiao.web.settings")
application = nothing_escapes(get_wsgi_application())
