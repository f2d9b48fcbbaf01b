"""Addresses of reconciliation."""

from django.urls import path

from zhiqiao.web.reconciliation import change_views, difference_views, file_views, views

DIFFERENCE = "differences/<int:difference_id>/"
FILE = "bank-files/<int:file_id>/"
CHANGE = "payment-changes/<int:change_id>/"

urlpatterns = [
    path("differences/", views.differences, name="differences"),
    path("differences/export/<str:kind>/", views.export, name="differences-export"),
    path(DIFFERENCE, difference_views.difference, name="difference"),
    path(f"{DIFFERENCE}ask/", difference_views.ask, name="difference-ask"),
    path(f"{DIFFERENCE}propose/", difference_views.propose, name="difference-propose"),
    path(f"{DIFFERENCE}approve/", difference_views.approve, name="difference-approve"),
    path(f"{DIFFERENCE}refuse/", difference_views.refuse, name="difference-refuse"),
    path("bank-files/", file_views.files, name="bank-files"),
    path("bank-files/export/<str:kind>/", file_views.export, name="bank-files-export"),
    path("bank-files/upload/", file_views.upload, name="bank-file-upload"),
    path(FILE, file_views.file, name="bank-file"),
    path(f"{FILE}again/", file_views.again, name="bank-file-again"),
    path(f"{FILE}set-aside/", file_views.put_aside, name="bank-file-set-aside"),
    path(f"{FILE}release/", file_views.release, name="bank-file-release"),
    path("bank-lines/<int:line_id>/", file_views.line, name="bank-line"),
    path("payment-changes/", change_views.changes, name="payment-changes"),
    path("payment-changes/approve/", change_views.approve, name="payment-changes-approve"),
    path(f"{CHANGE}refuse/", change_views.refuse, name="payment-change-refuse"),
    path("payments/<int:payment_id>/change/", change_views.change, name="payment-change"),
    path("my-payouts/returned/<int:payment_id>/", change_views.account, name="returned-account"),
]
