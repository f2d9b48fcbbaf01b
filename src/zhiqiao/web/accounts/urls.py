"""Addresses of people."""

from django.urls import include, path

urlpatterns = [
    path("", include("zhiqiao.web.accounts.signing_in.urls")),
    path("", include("zhiqiao.web.accounts.organisation_urls")),
]
