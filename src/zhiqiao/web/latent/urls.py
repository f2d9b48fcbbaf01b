"""Addresses of likely needs and of visits."""

from django.urls import path

from zhiqiao.web.latent import views, visit_views

ONE = "likely-needs/<uuid:likely_need_key>/"

urlpatterns = [
    path("likely-needs/", views.likely_needs, name="likely-needs"),
    path("likely-needs/inference/", views.infer, name="likely-needs-infer"),
    path("likely-needs/export/<str:kind>/", views.export_likely_needs, name="likely-needs-export"),
    path(f"{ONE}need/", views.write_need, name="likely-need-write"),
    path(f"{ONE}edit/", views.edit, name="likely-need-edit"),
    path(f"{ONE}refusal/", views.refuse, name="likely-need-refuse"),
    path(f"{ONE}answer/removal/", views.take_back, name="likely-need-take-back"),
    path("visits/", visit_views.visits, name="visits"),
    path("visits/export/<str:kind>/", visit_views.export_visits, name="visits-export"),
    path("visits/<int:organisation_id>/", visit_views.visit, name="visit"),
]
