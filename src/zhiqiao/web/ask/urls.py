"""Addresses of asking."""

from django.urls import path

from zhiqiao.web.ask import views

urlpatterns = [
    path("ask/", views.ask, name="ask"),
    path("ask/phrased/", views.phrase, name="ask-phrase"),
]
