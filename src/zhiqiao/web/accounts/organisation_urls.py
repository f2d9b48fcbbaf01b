"""Addresses of registering, of organisations and their members, of people and their data."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.centre import export_views, people_views
from zhiqiao.web.accounts.centre import views as centre
from zhiqiao.web.accounts.members import own_views, views
from zhiqiao.web.accounts.members.scope import for_any, for_own
from zhiqiao.web.accounts.personal import views as personal
from zhiqiao.web.accounts.registering import views as registering

BOTH = ("GET", "POST")
OWN, ANY = "organisation/", "organisations/<int:organisation_id>/"


def _twice(
    tail: str, view: Callable[..., HttpResponse], name: str, *methods: str
) -> list[URLPattern]:
    """The address for one's own organisation, and the centre's for any."""
    return [
        path(f"{OWN}{tail}", for_own(view, *methods), name=f"organisation-{name}"),
        path(f"{ANY}{tail}", for_any(view, *methods), name=f"organisation-any-{name}"),
    ]


own_page = for_own(views.page, "GET", permission=Permission.ORGANISATION_READ)
urlpatterns = [
    path("register/", registering.which, name="register"),
    path("register/organisation/", registering.organisation, name="register-organisation"),
    path("register/person/", registering.person, name="register-person"),
    path("register/done/", registering.done, name="register-done"),
    path("invitation/<str:token>/", own_views.invitation, name="invitation"),
    path("my-organisations/", own_views.my_organisations, name="my-organisations"),
    path("my-organisations/switch/", own_views.switch, name="organisation-switch"),
    path(
        "my-organisations/<int:organisation_id>/leave/", own_views.leave, name="organisation-leave"
    ),
    path(OWN, own_page, name="organisation"),
    path(ANY, for_any(views.page, "GET"), name="organisation-any"),
    *_twice("invite/", views.invite, "invite", *BOTH),
    *_twice("invitations/<int:invitation_id>/revoke/", views.revoke, "revoke", "POST"),
    *_twice("members/<int:person_id>/", views.member, "member", *BOTH),
    *_twice("members/<int:person_id>/transfer/", views.transfer, "transfer", "POST"),
    *_twice("members/<int:person_id>/end/", views.end, "end", "POST"),
    *_twice("requests/<int:membership_id>/", views.decide, "decide", *BOTH),
    *_twice("code/", views.code, "code", *BOTH),
    *_twice("edit/", views.edit, "edit", *BOTH),
    path("organisations/", centre.organisations, name="organisations"),
    path(
        "organisations/export/<str:kind>/",
        export_views.export_organisations,
        name="organisations-export",
    ),
    path("registrations/", centre.registrations, name="registrations"),
    path("registrations/merge/<int:request_id>/refuse/", centre.refuse_merge, name="merge-refuse"),
    path(f"{ANY}merge/", centre.merge, name="organisation-merge"),
    path(f"{ANY}deactivate/", centre.deactivate, name="organisation-deactivate"),
    path(f"{ANY}reactivate/", centre.reactivate, name="organisation-reactivate"),
    path("people/", people_views.people, name="people"),
    path("people/organisation-names/", people_views.organisation_names, name="organisation-names"),
    path("people/clean-files/", personal.clean_files, name="clean-files"),
    path("people/<int:person_id>/", people_views.person, name="person"),
    path(
        "people/<int:person_id>/deactivate/",
        people_views.deactivate_person,
        name="person-deactivate",
    ),
    path(
        "people/<int:person_id>/reactivate/",
        people_views.reactivate_person,
        name="person-reactivate",
    ),
    path("people/<int:person_id>/erase/", personal.erase_person, name="person-erase"),
    path("account/personal-data/", personal.own_data, name="personal-data"),
    path("account/personal-data/download/", personal.download, name="personal-data-download"),
]
