"""Addresses that belong to no noun."""

from django.urls import path

from zhiqiao.web.site import views

urlpatterns = [
    path("components/", views.components, name="components"),
    path("language/", views.choose_language, name="language"),
]
