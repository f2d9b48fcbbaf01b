"""Addresses of cases."""

from django.urls import path

from zhiqiao.web.cases import handling_views, views

urlpatterns = [
    path("cases/", handling_views.cases, name="cases"),
    path("cases/new/", views.new_case, name="case-new"),
    path("cases/mine/", views.my_cases, name="my-cases"),
    path("cases/export/<str:kind>/", handling_views.export_cases, name="cases-export"),
    path("cases/answers/", handling_views.answers, name="case-answers"),
    path("cases/answers/<int:answer_id>/withdraw/", handling_views.withdraw, name="case-withdraw"),
    path("cases/track/<str:case_token>/", views.track, name="case-track"),
    path("cases/track/<str:case_token>/say/", views.say_by_link, name="case-track-say"),
    path("cases/<int:case_id>/", handling_views.case, name="case"),
    path("cases/<int:case_id>/say/", views.say, name="case-say"),
    path("cases/<int:case_id>/answer/", handling_views.answer, name="case-answer"),
    path("cases/<int:case_id>/note/", handling_views.note, name="case-note"),
    path("cases/<int:case_id>/pause/", handling_views.pause, name="case-pause"),
    path("cases/<int:case_id>/resume/", handling_views.resume, name="case-resume"),
    path("cases/<int:case_id>/hand-on/", handling_views.hand_on, name="case-hand-on"),
    path("cases/<int:case_id>/resolve/", handling_views.resolve, name="case-resolve"),
    path("cases/<int:case_id>/publish/", handling_views.publish, name="case-publish"),
]
