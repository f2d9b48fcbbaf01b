"""Addresses of files."""

from django.urls import path

from zhiqiao.web.attachments import views

urlpatterns = [
    path("attachments/<int:attachment_id>/", views.attachment, name="attachment"),
]
