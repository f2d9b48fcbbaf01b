"""Every address of the site."""

from django.urls import include, path

urlpatterns = [
    path("", include("zhiqiao.web.home.urls")),
    path("", include("zhiqiao.web.operation.urls")),
    path("", include("zhiqiao.web.site.urls")),
    path("", include("zhiqiao.web.accounts.urls")),
    path("", include("zhiqiao.web.audit.urls")),
    path("", include("zhiqiao.web.jobs.urls")),
    path("", include("zhiqiao.web.language_model.urls")),
    path("", include("zhiqiao.web.intake.urls")),
    path("", include("zhiqiao.web.rulebook.urls")),
    path("", include("zhiqiao.web.catalogue.urls")),
    path("", include("zhiqiao.web.profiles.urls")),
    path("", include("zhiqiao.web.programmes.urls")),
    path("", include("zhiqiao.web.inbox.urls")),
    path("", include("zhiqiao.web.cases.urls")),
    path("", include("zhiqiao.web.introductions.urls")),
    path("", include("zhiqiao.web.transfers.urls")),
    path("", include("zhiqiao.web.applications.urls")),
    path("", include("zhiqiao.web.ledger.urls")),
    path("", include("zhiqiao.web.budgets.urls")),
    path("", include("zhiqiao.web.grants.urls")),
    path("", include("zhiqiao.web.payouts.urls")),
    path("", include("zhiqiao.web.reconciliation.urls")),
    path("", include("zhiqiao.web.take_up.urls")),
    path("", include("zhiqiao.web.latent.urls")),
    path("", include("zhiqiao.web.drafts.urls")),
    path("", include("zhiqiao.web.searches.urls")),
    path("", include("zhiqiao.web.ask.urls")),
    path("", include("zhiqiao.web.api.urls")),
    path("", include("zhiqiao.web.associations.urls")),
    path("", include("zhiqiao.web.matches.urls")),
]

handler400 = "zhiqiao.web.site.views.bad_request"
handler403 = "zhiqiao.web.site.views.forbidden"
handler404 = "zhiqiao.web.site.views.not_found"
handler500 = "zhiqiao.web.site.views.server_error"
