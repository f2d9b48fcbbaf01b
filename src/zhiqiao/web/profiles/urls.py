"""Addresses of profiles."""

from django.urls import path

from zhiqiao.web.profiles import views

OF = "organisations/<int:organisation_id>/profile/"

urlpatterns = [
    path("profiles/", views.profiles, name="profiles"),
    path("profiles/export/<str:kind>/", views.export_profiles, name="profiles-export"),
    path("profile/", views.profile, name="profile"),
    path("profile/facts/", views.facts, name="profile-facts"),
    path("profile/facts/<str:code>/", views.fact, name="profile-fact"),
    path("profile/facts/<str:code>/visibility/", views.share_fact, name="profile-fact-share"),
    path("profile/rows/<int:fact_id>/decision/", views.decide_fact, name="profile-fact-decision"),
    path("profile/confirmation/", views.confirm_all, name="profile-confirm"),
    path("profile/export/<str:kind>/", views.export_profile, name="profile-export"),
    path(OF, views.organisation_profile, name="organisation-profile"),
    path(f"{OF}facts/", views.organisation_facts, name="organisation-facts"),
    path(f"{OF}facts/<str:code>/", views.organisation_fact, name="organisation-fact"),
    path(f"{OF}export/<str:kind>/", views.export_organisation, name="organisation-profile-export"),
]
