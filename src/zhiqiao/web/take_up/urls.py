"""Addresses of take-up."""

from django.urls import path

from zhiqiao.web.take_up import views

urlpatterns = [
    path("take-up/", views.take_up, name="take-up"),
    path("take-up/export/<str:kind>/", views.export_all, name="take-up-export-all"),
    path("take-up/<str:programme_id>/", views.take_up_programme, name="take-up-programme"),
    path("take-up/<str:programme_id>/reminder/", views.remind, name="take-up-remind"),
    path(
        "take-up/<str:programme_id>/export/<str:kind>/",
        views.export_take_up,
        name="take-up-export",
    ),
]
