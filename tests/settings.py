"""The site's settings with a data folder of its own, quick passwords and no background process."""

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="zhiqiao-tests-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["ZHIQIAO_DATA"] = _data

from zhiqiao.web.settings import *  # noqa: E402, F403 -- after the folder is set

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": ["default"]}}
ZHIQIAO_ENCODER = "static"
