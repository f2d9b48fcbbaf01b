"""Addresses of programmes."""

from django.urls import path

from zhiqiao.web.programmes import calendar_views, feed_views, list_views, page_views, views

urlpatterns = [
    path("programmes/", list_views.programmes, name="programmes"),
    path("programmes/export/<str:kind>/", list_views.export_programmes, name="programmes-export"),
    path("programmes/calendar/", calendar_views.calendar, name="programme-calendar"),
    path(
        "programmes/calendar/export/<str:kind>/",
        calendar_views.export_calendar,
        name="programme-calendar-export",
    ),
    path("programmes/calendar/feeds/", feed_views.make_feed, name="programmes-feed-new"),
    path(
        "programmes/calendar/feeds/<int:feed_id>/revocation/",
        feed_views.revoke_feed,
        name="programmes-feed-revoke",
    ),
    path("programmes/feed/<str:secret>.ics", feed_views.feed, name="programmes-feed"),
    path("programmes/<str:programme_id>/", page_views.programme, name="programme"),
    path("profile/programmes/", views.my_programmes, name="my-programmes"),
    path(
        "profile/programmes/export/<str:kind>/",
        views.export_my_programmes,
        name="my-programmes-export",
    ),
    path(
        "profile/programmes/answers/<str:code>/",
        views.answer_question,
        name="my-programmes-answer",
    ),
    path(
        "organisations/<int:organisation_id>/programmes/",
        views.organisation_programmes,
        name="organisation-programmes",
    ),
]
