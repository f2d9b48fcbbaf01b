"""Signing in as a visitor does, and codes as a phone shows them."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from zhiqiao.web.accounts.signing_in.models import UsedCode
from zhiqiao.web.audit.models import AuditRow

PASSWORD = "correct horse battery"
PERIOD_S = 30


def enter(person, *, client=None, password=PASSWORD, address="203.0.113.7", **more):
    """The client and its answer to name and password."""
    client = client or Client(REMOTE_ADDR=address)
    form = {"username": person.username, "password": password} | more
    return client, client.post("/sign-in/", form, REMOTE_ADDR=address)


def is_signed_in(client):
    return client.get("/account/security/").status_code == 200


def code_of(secret, *, steps=0):
    """What an app with the secret shows, so many steps from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD_S + steps))


def turn_on(client):
    """Turns the second step on; its secret and the recovery codes."""
    page = client.get("/account/second-step/")
    secret = page.context["secret"]
    answer = client.post("/account/second-step/", {"code": code_of(secret)})
    codes = re.findall(r"<li>(\d{8})</li>", answer.content.decode())
    assert len(codes) == 10
    return secret, codes


def minutes_later():
    """As if enough time had passed for the app to show codes that were not used yet."""
    UsedCode.objects.all().delete()


def deeds():
    """The verbs of the audit rows, in the order they were done."""
    return list(AuditRow.objects.order_by("number").values_list("action", flat=True))
