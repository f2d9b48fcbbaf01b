"""Addresses of the auditor's page."""

from django.urls import path

from zhiqiao.web.audit import views

urlpatterns = [
    path("audit/", views.audit, name="audit"),
    path("audit/export/<str:kind>/", views.export, name="audit-export"),
]
