"""Addresses of drafts."""

from django.urls import path

from zhiqiao.web.drafts import request_views, views, what_if_views

urlpatterns = [
    path("drafts/", views.drafts, name="drafts"),
    path("drafts/new/", views.new_draft, name="draft-new"),
    path("drafts/<int:draft_id>/", views.draft, name="draft"),
    path("drafts/<int:draft_id>/check/", views.check, name="draft-check"),
    path("drafts/<int:draft_id>/changes/", views.changes, name="draft-changes"),
    path("drafts/<int:draft_id>/comments/", views.comment, name="draft-comment"),
    path("drafts/<int:draft_id>/end/", views.draft_end, name="draft-end"),
    path("drafts/<int:draft_id>/publication/", request_views.ask, name="draft-ask"),
    path("drafts/<int:draft_id>/what-if/", what_if_views.what_if, name="draft-what-if"),
    path(
        "drafts/<int:draft_id>/what-if/export/<str:kind>/",
        what_if_views.export_what_if,
        name="draft-what-if-export",
    ),
    path(
        "drafts/requests/<int:publication_request_id>/",
        request_views.publication_request,
        name="publication-request",
    ),
    path(
        "drafts/requests/<int:publication_request_id>/decision/",
        request_views.decide,
        name="publication-decision",
    ),
    path(
        "drafts/requests/<int:publication_request_id>/withdrawal/",
        request_views.withdraw,
        name="publication-withdraw",
    ),
    path("programmes/<str:programme_id>/draft/", views.draft_from, name="draft-from"),
    path("programmes/<str:programme_id>/repeal/", request_views.repeal, name="programme-repeal"),
]
