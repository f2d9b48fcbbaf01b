"""Addresses of the rulebook."""

from django.urls import path

from zhiqiao.web.rulebook import views

urlpatterns = [path("rules/departments/", views.departments, name="rule-departments")]
