"""Addresses of signing in and of the account's security."""

from django.urls import path

from zhiqiao.web.accounts.signing_in import (
    identity_views,
    password_views,
    people_views,
    security_views,
    views,
)

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/second-step/", views.second_step, name="mfa_authenticate"),
    path("sign-in/oidc/", identity_views.start, name="oidc-start"),
    path("sign-in/oidc/callback/", identity_views.callback, name="oidc-callback"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("demo-role/<int:person_id>/", views.switch_role, name="demo-role"),
    path("account/security/", security_views.security, name="security"),
    path("account/confirm/", security_views.confirm, name="confirm"),
    path("account/password/", password_views.change_password, name="password-change"),
    path(
        "account/new-password/<int:person_id>/<str:token>/",
        password_views.new_password,
        name="new-password",
    ),
    path("account/second-step/", security_views.second_step_on, name="second-step-on"),
    path("account/second-step/off/", security_views.second_step_off, name="second-step-off"),
    path("account/recovery-codes/", security_views.recovery_codes, name="recovery-codes"),
    path("account/identity/", identity_views.link_identity, name="identity-link"),
    path(
        "account/identity/<int:identity_id>/unlink/",
        security_views.unlink_identity,
        name="identity-unlink",
    ),
    path("account/sessions/end/", security_views.end_other_sessions, name="sessions-end"),
    path("people/<int:person_id>/sign-in/", people_views.person_sign_in, name="person-sign-in"),
    path(
        "people/<int:person_id>/password-link/",
        people_views.make_password_link,
        name="person-password-link",
    ),
    path(
        "people/<int:person_id>/second-step-off/",
        people_views.turn_second_step_off,
        name="person-second-step-off",
    ),
    path(
        "people/<int:person_id>/sessions-end/",
        people_views.end_sessions,
        name="person-sessions-end",
    ),
]
