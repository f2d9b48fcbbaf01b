"""Addresses of the pages of one need or offer, of grading and of the statistics."""

from django.urls import path

from zhiqiao.web.matches import (
    compare_views,
    export_views,
    model_views,
    queue_views,
    rate_views,
    views,
)

urlpatterns = [
    path("needs/<int:need_id>/", views.need, name="need"),
    path("needs/<int:need_id>/runs/", views.rerun_need, name="need-rerun"),
    path("offers/<int:offer_id>/", views.offer, name="offer"),
    path("offers/<int:offer_id>/runs/", views.rerun_offer, name="offer-rerun"),
    path(
        "needs/<int:need_id>/runs/compare/",
        compare_views.compare_need_runs,
        name="need-runs-compare",
    ),
    path(
        "offers/<int:offer_id>/runs/compare/",
        compare_views.compare_offer_runs,
        name="offer-runs-compare",
    ),
    path(
        "needs/<int:need_id>/candidates/export/<str:kind>/",
        export_views.export_offers_for_need,
        name="need-candidates-export",
    ),
    path(
        "offers/<int:offer_id>/candidates/export/<str:kind>/",
        export_views.export_needs_for_offer,
        name="offer-candidates-export",
    ),
    path("needs/<int:need_id>/question/", queue_views.ask_seeker, name="need-question"),
    path("queue/", queue_views.queue, name="queue"),
    path("queue/export/<str:kind>/", export_views.export_queue, name="queue-export"),
    path("suggestions/<int:suggestion_id>/review/", views.review, name="review"),
    path("statistics/", rate_views.rates, name="rates"),
    path("statistics/export/<str:kind>/", rate_views.export_rates, name="rates-export"),
    path("models/", model_views.models, name="models"),
    path("models/<int:model_id>/promotion/", model_views.promote, name="model-promote"),
    path("models/comparison/", model_views.compare, name="model-compare"),
    path("models/rollback/", model_views.roll_back, name="model-roll-back"),
]
