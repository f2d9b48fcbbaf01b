"""A really running OIDC provider, in a process of its own, and a visitor who signs in there."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx

RUNNING = re.compile(r"running on (http://127\.0\.0\.1:\d+)")


@contextmanager
def running_provider(*more):
    """The address of its issuer, once it answers."""
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-H", "127.0.0.1"]
    process = subprocess.Popen(  # noqa: S603 -- our own command
        [*command, "--port", "0", *more],
        env=os.environ | {"AUTHLIB_INSECURE_TRANSPORT": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield next(found[1] for line in process.stderr if (found := RUNNING.search(line)))
    finally:
        process.kill()
        process.communicate()


def know(issuer, sub, **claims):
    """Tells the provider of a person."""
    httpx.put(f"{issuer}/users/{sub}", json=claims).raise_for_status()


def go_there(client, start="/sign-in/oidc/", **form):
    """The address at the provider to which the site leads."""
    page = client.post(start, form)
    assert page.status_code == 200, page.status_code
    return page.context["address"]


def come_back(client, address, *, sub):
    """Signs in at the provider and follows the way back to the site."""
    answer = httpx.post(address, data={"sub": sub})
    back = urlsplit(answer.headers["Location"])
    assert back.netloc == "testserver"
    return client.get(f"{back.path}?{back.query}")
