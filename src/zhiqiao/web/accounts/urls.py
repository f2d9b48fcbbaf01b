"""Addresses of people."""

from django.urls import path

from zhiqiao.web.accounts import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("demo-role/<int:person_id>/", views.switch_role, name="demo-role"),
    path("people/", views.people, name="people"),
]
