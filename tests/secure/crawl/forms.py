"""What is typed into every form and sent to every address that writes."""

import json
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.secure.crawl import more
from tests.secure.crawl.routes import Route
from tests.secure.crawl.worlds import World, credit_code

PASSWORD = "correct horse battery"
NEW = "eine ganz andere Losung 7"
CSV = "编号,机构,需求名称,需求内容\nx-1,爬行机构,水性底漆,板温五度二十四小时实干\n".encode()

LISTING = {"title": "改成别的标题", "text": "改成别的内容", "field": "新材料", "publish": "1"}


@dataclass(frozen=True)
class Sent:
    """The content of one request: a form's fields, or JSON."""

    fields: dict[str, object] = field(default_factory=dict)
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def json(self) -> bytes:
        """The body as it travels; nothing where there is none."""
        return b"" if self.body is None else json.dumps(self.body).encode()


def filled(route: Route, own: World) -> Sent:
    """What writes as much as it can there, sent by the owner of a world."""
    if route.template.startswith("api/"):
        return _to_api(route, own)
    return Sent(_fields(route.template, own))


def _to_api(route: Route, own: World) -> Sent:
    listing = {"title": "改成别的标题", "text": "改成别的内容"}
    named = {"organisation_name": own.organisation.name} if own.owner.is_staff_of_centre else {}
    bodies = {
        "api/v1/needs": listing | {"publish": True} | named,
        "api/v1/offers": listing | {"publish": True} | named,
        "api/v1/needs/<int:need_id>": listing,
        "api/v1/offers/<int:offer_id>": listing,
        "api/v1/suggestions/<int:suggestion_id>/reviews": {"relevance": 2, "note": "x"},
        "api/v1/profile/<fact>": {"value": 7, "as_of": "2026-01-02"},
    }
    return Sent(body=bodies.get(route.template), headers={"If-Match": "*"})


def _fields(template: str, own: World) -> dict[str, object]:
    """The fields of the form at an address; what is not listed takes none."""
    name = own.organisation.name
    contact = {"name": "改成别的名字", "phone": "0571-88881234", "email": "x@example.org"}
    account = contact | {"username": f"new-{own.tag}", "password": NEW}
    fact = {"value": "7", "as_of": "2026-01-02", "replaces": own.ids["fact_id"][0]}
    place = {"area": "别处", "intro": "改成别的介绍"}
    by_address = {
        "language/": {"language": "en"},
        "sign-in/": {"username": own.owner.username, "password": PASSWORD},
        "account/confirm/": {"password": PASSWORD},
        "account/password/": {"old": PASSWORD, "new": NEW, "again": NEW},
        "account/personal-data/": contact,
        "account/tokens/": {
            "name": "x", "days": "30", "permissions": ["own:organisation:read"],
        },
        "account/webhooks/": {"url": "https://example.org/", "events": ["needs.changed"]},
        "account/webhooks/<int:webhook_id>/": {"do": "disable"},
        "register/": {"situation": "founding"},
        "register/organisation/": {"name": f"新机构{own.tag}", "kind": "enterprise"},
        "register/person/": account | {"role": "seeker"},
        "my-organisations/switch/": {"organisation": own.organisation.pk},
        "people/": account | {"role": "seeker", "organisation": name},
        "people/<int:person_id>/": {"role": "provider", "organisation": name},
        "people/<int:person_id>/erase/": {"username": own.colleague.username},
        "organisations/<int:organisation_id>/merge/": {"target": own.target.pk},
        "organisations/<int:organisation_id>/edit/": place | {"name": f"{name}改", "kind": "park"},
        "organisation/edit/": place,
        "imports/": {
            "kind": "need", "encoding": "utf-8-sig", "organisation": name,
            "file": SimpleUploadedFile("x.csv", CSV),
        },
        "imports/<int:import_id>/decision/": {"discard": "1"},
        "needs/<int:need_id>/status/": {"to": "withdrawn"},
        "offers/<int:offer_id>/status/": {"to": "withdrawn"},
        "suggestions/<int:suggestion_id>/review/": {"relevance": "2", "note": "x"},
        "profile/facts/<str:code>/": fact,
        "profile/facts/<str:code>/visibility/": {"visibility": "everyone"},
        "profile/rows/<int:fact_id>/decision/": {"reason": "x"},
        "profile/confirmation/": {"newest": "999999"},
    }  # fmt: skip
    members = {
        "invite/": {"role": "seeker", "name": "x", "email": "x@example.org"},
        "members/<int:person_id>/": {"roles": ["provider"]},
        "members/<int:person_id>/transfer/": {"taker": own.colleague.pk},
        "requests/<int:membership_id>/": {"decision": "approve", "as_admin": "1"},
        "code/": {"uscc": credit_code(f"{own.organisation.pk:09d}")},
    }
    for tail, fields in members.items():
        by_address[f"organisation/{tail}"] = fields
        by_address[f"organisations/<int:organisation_id>/{tail}"] = fields
    if template in {"needs/new/", "needs/<int:need_id>/edit/", "needs/diagnosis/"} | {
        "offers/new/", "offers/<int:offer_id>/edit/",
    }:  # fmt: skip
        return LISTING | {"organisation_name": name}
    fields = by_address.get(template) or more.gathered("FORMS").get(template, {})
    return fields(own) if callable(fields) else fields
