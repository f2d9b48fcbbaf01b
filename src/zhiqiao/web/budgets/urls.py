"""Addresses of budgets."""

from django.urls import path

from zhiqiao.web.budgets import line_views, views

REVISION = "budgets/revisions/<int:revision_id>/"

urlpatterns = [
    path("budgets/", views.budgets, name="budgets"),
    path("budgets/new/", views.new_line, name="budget-new"),
    path("budgets/export/<str:kind>/", views.export, name="budgets-export"),
    path("budgets/closing/<int:year>/", views.closing, name="budgets-closing"),
    path("budgets/<int:budgetline_id>/", line_views.budget, name="budget"),
    path("budgets/<int:budgetline_id>/changes/", line_views.propose, name="budget-propose"),
    path(REVISION, line_views.revision, name="budget-revision"),
    path(f"{REVISION}decision/", line_views.decide, name="budget-decide"),
    path(f"{REVISION}withdraw/", line_views.withdraw, name="budget-withdraw"),
]
