"""Addresses of take_up."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
