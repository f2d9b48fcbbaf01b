"""Addresses of the api app, below /api/ and /account/."""

from django.urls import path

from zhiqiao.web.api import openapi, token_views, webhook_views
from zhiqiao.web.api.building import ROOT, urls

urlpatterns = [
    *urls(),
    path(f"{ROOT}/openapi.json", openapi.description, name="api-description"),
    path("api/", openapi.reference, name="api-reference"),
    path("account/tokens/", token_views.tokens, name="tokens"),
    path("account/tokens/<int:token_id>/revoke/", token_views.revoke, name="token-revoke"),
    path("account/webhooks/", webhook_views.webhooks, name="webhooks"),
    path("account/webhooks/<int:webhook_id>/", webhook_views.webhook, name="webhook"),
    path(
        "account/deliveries/<int:delivery_id>/send/",
        webhook_views.send_again,
        name="delivery-send-again",
    ),
]
