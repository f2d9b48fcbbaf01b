"""Addresses of the pages of one need or offer, of grading and of the statistics."""

from django.urls import path

from zhiqiao.web.matches import rate_views, views

urlpatterns = [
    path("needs/<int:need_id>/", views.need, name="need"),
    path("needs/<int:need_id>/runs/", views.rerun_need, name="need-rerun"),
    path("offers/<int:offer_id>/", views.offer, name="offer"),
    path("offers/<int:offer_id>/runs/", views.rerun_offer, name="offer-rerun"),
    path("suggestions/<int:suggestion_id>/review/", views.review, name="review"),
    path("statistics/", rate_views.rates, name="rates"),
    path("statistics/export/<str:kind>/", rate_views.export_rates, name="rates-export"),
]
