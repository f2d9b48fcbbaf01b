"""Addresses of introductions."""

from django.urls import path

from zhiqiao.web.introductions import list_views, views

PAGE = "introductions/<str:introduction_code>/"

urlpatterns = [
    path("introductions/", list_views.introductions, name="introductions"),
    path(
        "introductions/export/<str:kind>/",
        list_views.export_introductions,
        name="introductions-export",
    ),
    path(PAGE, views.introduction, name="introduction"),
    path(f"{PAGE}consent/", views.consent, name="introduction-consent"),
    path(f"{PAGE}decline/", views.decline, name="introduction-decline"),
    path(f"{PAGE}withdraw/", views.withdraw, name="introduction-withdraw"),
    path("suggestions/<int:suggestion_id>/introduce/", views.introduce, name="introduce"),
]
