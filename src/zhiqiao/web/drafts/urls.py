"""Addresses of drafts."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
