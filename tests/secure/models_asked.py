"""A model in a process of its own, as the site's endpoint, and what it was asked."""

import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

PROGRAM = Path(__file__).with_name("obedient_model.py")


@contextmanager
def model(settings, mode="honest"):
    """The endpoint, and a function that ends it and tells what it was asked."""
    process = subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, str(PROGRAM), mode], stdout=subprocess.PIPE, text=True
    )
    port = int(process.stdout.readline())
    settings.ZHIQIAO_LLM_URL = f"http://127.0.0.1:{port}/v1"
    settings.ZHIQIAO_LLM_MODEL, settings.ZHIQIAO_LLM_KEY = "obedient", "zqmodelkey"

    def heard():
        process.terminate()
        return [json.loads(line) for line in process.stdout.read().splitlines()]

    try:
        yield heard
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
