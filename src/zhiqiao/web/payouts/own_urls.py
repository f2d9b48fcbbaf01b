"""Addresses of the enterprise's own pages, of tracking and of vouchers."""

from django.urls import path

from zhiqiao.web.payouts import my_views, tracking_views, voucher_views

ONE = "payments/<int:payment_id>/"
LIST = "payouts/<int:list_id>/"

urlpatterns = [
    path("my-payouts/", my_views.my_payouts, name="my-payouts"),
    path("my-payouts/export/<str:kind>/", my_views.export, name="my-payouts-export"),
    path("my-payouts/<int:entitlement_id>/", my_views.my_payout, name="my-payout"),
    path(ONE, tracking_views.payment, name="payment"),
    path(f"{ONE}voucher/", voucher_views.payment_voucher, name="payment-voucher"),
    path(f"{LIST}voucher/", voucher_views.list_voucher, name="list-voucher"),
    path(f"{LIST}export/<str:kind>/", voucher_views.export_list, name="payout-list-export"),
]
