"""Addresses of the language model's page."""

from django.urls import path

from zhiqiao.web.language_model.views import language_model

urlpatterns = [path("language-model/", language_model, name="language-model")]
