"""Addresses of programmes."""

from django.urls import path

from zhiqiao.web.programmes import views

urlpatterns = [
    path("profile/programmes/", views.my_programmes, name="my-programmes"),
    path(
        "organisations/<int:organisation_id>/programmes/",
        views.organisation_programmes,
        name="organisation-programmes",
    ),
]
