"""Addresses of the inbox."""

from django.urls import path

from zhiqiao.web.inbox import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<int:message_id>/open/", views.open_message, name="inbox-open"),
    path("inbox/read/", views.read_all, name="inbox-read-all"),
    path("inbox/preferences/", views.preferences, name="inbox-preferences"),
    path("inbox/letters/", views.letters, name="letters"),
    path("inbox/letters/<int:letter_id>/again/", views.letter_again, name="letter-again"),
    path("inbox/leave/<str:leave_token>/", views.leave, name="inbox-leave"),
]
