"""Addresses of imports."""

from django.urls import path

from zhiqiao.web.intake import views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/<int:import_id>/", views.one_import, name="import"),
    path("imports/<int:import_id>/progress/", views.import_progress, name="import-progress"),
    path("imports/<int:import_id>/decision/", views.decide_import, name="import-decision"),
    path("imports/<int:import_id>/errors/<str:kind>/", views.import_errors, name="import-errors"),
    path("imports/template/<str:side>/<str:kind>/", views.import_template, name="import-template"),
]
