"""The site's settings with a data folder of its own, quick passwords and no background process.

ZHIQIAO_TEST_DATABASE=postgresql runs the tests on a real PostgreSQL, as the site's role.
"""

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="zhiqiao-tests-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["ZHIQIAO_DATA"] = _data
ON_POSTGRESQL = os.environ.get("ZHIQIAO_TEST_DATABASE") == "postgresql"

if ON_POSTGRESQL:
    from tests.postgresql import server

    server.start()
    os.environ["ZHIQIAO_DATABASE_URL"] = server.address("zhiqiao_web", server.TEMPLATE)

from zhiqiao.web.settings import *  # noqa: E402, F403 -- after the folder is set

if ON_POSTGRESQL:
    DATABASES["default"]["ENGINE"] = "tests.postgresql"  # noqa: F405 -- of the site's settings
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": ["default"]}}
ZHIQIAO_ENCODER = "static"
