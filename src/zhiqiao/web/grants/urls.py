"""Addresses of grants."""

from django.urls import path

from zhiqiao.web.grants import (
    confirm_views,
    entitlement_views,
    notice_views,
    objection_views,
    post_check_views,
    step_views,
    views,
)

OF = "grants/<str:programme_id>/<str:period>/"
ONE = "entitlements/<int:entitlement_id>/"
NOTICE = "notices/<int:notice_id>/"

urlpatterns = [
    path("grants/", views.grants, name="grants"),
    path("grants/objections/", objection_views.objections, name="grant-objections"),
    path(
        "grants/objections/<int:objection_id>/decide/",
        objection_views.decide,
        name="grant-objection-decide",
    ),
    path("grants/post-checks/", post_check_views.post_checks, name="grant-post-checks"),
    path(OF, views.grants_of, name="grants-of"),
    path(f"{OF}find/", step_views.find, name="grants-find"),
    path(f"{OF}credit/", step_views.credit, name="grants-credit"),
    path(f"{OF}notice/", step_views.notice, name="grants-notice"),
    path(f"{OF}export/<str:kind>/", step_views.export, name="grants-export"),
    path(f"{OF}passed-over/", views.passed_over, name="grants-passed-over"),
    path(
        f"{OF}passed-over/export/<str:kind>/",
        step_views.export_passed_over,
        name="grants-passed-over-export",
    ),
    path(ONE, entitlement_views.entitlement, name="entitlement"),
    path(f"{ONE}credit/", entitlement_views.pass_one, name="entitlement-pass"),
    path(f"{ONE}withdraw/", entitlement_views.withdraw, name="entitlement-withdraw"),
    path(f"{ONE}post-check/", entitlement_views.check, name="entitlement-post-check"),
    path("notices/", notice_views.public_notices, name="public-notices"),
    path(NOTICE, notice_views.public_notice, name="public-notice"),
    path(f"{NOTICE}export/<str:kind>/", notice_views.export, name="public-notice-export"),
    path(f"{NOTICE}take-down/", notice_views.take_down, name="public-notice-take-down"),
    path(f"{NOTICE}objections/<int:line_number>/", notice_views.objection, name="notice-objection"),
    path("my-objections/<int:objection_id>/", notice_views.my_objection, name="my-objection"),
    path("my-payouts/confirm/<int:entitlement_id>/", confirm_views.confirm, name="grant-confirm"),
    path("my-payouts/decline/<int:entitlement_id>/", confirm_views.decline, name="grant-decline"),
    path("my-payouts/account/", confirm_views.account, name="payee-account"),
]
