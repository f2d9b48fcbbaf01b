"""Addresses of needs and offers. The page of one need or offer belongs to the matches."""

from django.urls import path

from zhiqiao.web.catalogue import export_views, intake_views, views

urlpatterns = [
    path("needs/", views.needs, name="needs"),
    path("needs/new/", intake_views.new_need, name="need-new"),
    path("needs/diagnosis/", views.diagnose_draft, name="need-diagnosis"),
    path("needs/<int:need_id>/problem/", intake_views.problem, name="need-problem"),
    path("needs/<int:need_id>/questions/", intake_views.questions, name="need-questions"),
    path("needs/<int:need_id>/conditions/", intake_views.conditions, name="need-conditions"),
    path("needs/<int:need_id>/edit/", views.edit_need, name="need-edit"),
    path("needs/<int:need_id>/status/", views.need_status, name="need-status"),
    path("offers/", views.offers, name="offers"),
    path("offers/new/", views.new_offer, name="offer-new"),
    path("offers/<int:offer_id>/edit/", views.edit_offer, name="offer-edit"),
    path("offers/<int:offer_id>/status/", views.offer_status, name="offer-status"),
    path("needs/export/<str:kind>/", export_views.export_needs, name="needs-export"),
    path("offers/export/<str:kind>/", export_views.export_offers, name="offers-export"),
]
