"""Addresses of projects and of the funnel."""

from django.urls import path

from zhiqiao.web.transfers import export_views, funnel_views, views

urlpatterns = [
    path("transfers/", views.transfers, name="transfers"),
    path("transfers/export/<str:kind>/", export_views.export_transfers, name="transfers-export"),
    path("transfers/funnel/", funnel_views.funnel, name="funnel"),
    path("transfers/funnel/rows/", funnel_views.rows, name="funnel-rows"),
    path("transfers/funnel/export/<str:kind>/", funnel_views.export_rows, name="funnel-export"),
    path("transfers/<int:transfer_id>/", views.transfer, name="transfer"),
    path("transfers/<int:transfer_id>/move/", views.move, name="transfer-move"),
    path("transfers/<int:transfer_id>/close/", views.close, name="transfer-close"),
    path("transfers/<int:transfer_id>/reopen/", views.reopen, name="transfer-reopen"),
    path("transfers/<int:transfer_id>/notes/", views.note, name="transfer-note"),
    path("transfers/<int:transfer_id>/solved/", views.solved, name="transfer-solved"),
]
