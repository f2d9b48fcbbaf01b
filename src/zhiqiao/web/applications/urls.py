"""Addresses of applications, and of the files that go with them."""

from django.urls import include, path

from zhiqiao.web.applications import export_views, review_views, views, writing_views

ONE = "applications/<int:application_id>/"
REVIEW = "applications/review/"
REVIEWED = "applications/review/<int:application_id>/"

urlpatterns = [
    path("", include("zhiqiao.web.attachments.urls")),
    path("programmes/<str:programme_id>/apply/", views.apply, name="apply"),
    path("applications/", views.applications, name="applications"),
    path("applications/export/<str:kind>/", export_views.export_own, name="applications-export"),
    path(ONE, views.application, name="application"),
    path(f"{ONE}edit/", writing_views.edit, name="application-edit"),
    path(f"{ONE}facts/<str:code>/", writing_views.fact, name="application-fact"),
    path(f"{ONE}files/", writing_views.files, name="application-files"),
    path(
        f"{ONE}files/<int:material_id>/remove/",
        writing_views.remove_file,
        name="application-file-remove",
    ),
    path(f"{ONE}submit/", writing_views.submit, name="application-submit"),
    path(f"{ONE}withdraw/", views.withdraw, name="application-withdraw"),
    path(f"{ONE}solved/", views.solved, name="application-solved"),
    path(f"{ONE}reopen/", views.reopen, name="application-reopen"),
    path(REVIEW, review_views.queue, name="application-reviews"),
    path(
        f"{REVIEW}export/<str:kind>/",
        export_views.export_queue,
        name="application-reviews-export",
    ),
    path(f"{REVIEW}clock/", review_views.clock, name="applications-clock"),
    path(REVIEWED, review_views.review, name="application-review"),
    path(f"{REVIEWED}accept/", review_views.accept, name="application-accept"),
    path(f"{REVIEWED}assign/", review_views.assign, name="application-assign"),
    path(f"{REVIEWED}ask/", review_views.ask, name="application-ask"),
    path(f"{REVIEWED}approve/", review_views.approve, name="application-approve"),
    path(f"{REVIEWED}reject/", review_views.reject, name="application-reject"),
    path(f"{REVIEWED}note/", review_views.note, name="application-note"),
]
