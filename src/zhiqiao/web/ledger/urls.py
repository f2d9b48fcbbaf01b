"""Addresses of the ledger."""

from django.urls import path

from zhiqiao.web.ledger import views

urlpatterns = [
    path("ledger/", views.ledger, name="ledger"),
    path("ledger/export/<str:kind>/", views.export_accounts, name="ledger-export"),
    path("ledger/<int:ledger_account_id>/", views.account, name="ledger-account"),
    path(
        "ledger/<int:ledger_account_id>/export/<str:kind>/",
        views.export_entries,
        name="ledger-entries-export",
    ),
]
