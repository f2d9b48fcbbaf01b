"""Addresses of payouts."""

from django.urls import include, path

from zhiqiao.web.payouts import account_views, check_views, live_views, refused_views, views

ONE = "payouts/<int:list_id>/"
FILE = "payouts/files/<int:chunk_id>/"
ACCOUNT = "payouts/account/"
CHANGE = "payouts/account/<int:accountchange_id>/"

urlpatterns = [
    path("", include("zhiqiao.web.payouts.own_urls")),
    path("payouts/", views.lists, name="payouts"),
    path("payouts/export/<str:kind>/", views.export, name="payouts-export"),
    path("payouts/new/", views.new, name="payout-new"),
    path(ACCOUNT, account_views.account, name="payout-account"),
    path(f"{ACCOUNT}propose/", account_views.propose, name="payout-account-propose"),
    path(f"{CHANGE}confirm/", account_views.confirm, name="payout-account-confirm"),
    path(f"{CHANGE}refuse/", account_views.refuse, name="payout-account-refuse"),
    path(f"{CHANGE}withdraw/", account_views.withdraw, name="payout-account-withdraw"),
    path(ONE, check_views.payout_list, name="payout-list"),
    path(f"{ONE}lines/<int:listed_id>/remove/", check_views.remove, name="payout-line-remove"),
    path(f"{ONE}renew/", check_views.renew, name="payout-renew"),
    path(f"{ONE}submit/", check_views.submit, name="payout-submit"),
    path(f"{ONE}take-back/", check_views.take_back, name="payout-take-back"),
    path(f"{ONE}approve/", check_views.approve, name="payout-approve"),
    path(f"{ONE}send-back/", check_views.send_back, name="payout-send-back"),
    path(f"{ONE}cancel/", check_views.cancel, name="payout-cancel"),
    path(f"{ONE}release/", check_views.release, name="payout-release"),
    path(f"{FILE}again/", refused_views.send_again, name="payout-file-again"),
    path(f"{FILE}give-up/", refused_views.give_up, name="payout-file-give-up"),
    path(f"{ONE}live/", live_views.live, name="payout-live"),
    path(f"{ONE}live/export/<str:kind>/", live_views.export, name="payout-live-export"),
]
