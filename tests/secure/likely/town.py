"""What two enterprises of one trade state of themselves, and what is inferred from it."""

from django.test import Client
from tests.factories import PersonFactory

from zhiqiao.web.access import Role
from zhiqiao.web.latent.models import Audience, LikelyNeed
from zhiqiao.web.profiles.actions import Statement, share_fact, state_fact
from zhiqiao.web.profiles.models import Visibility

BEARING = "轴承套圈沟道磨削尺寸在线测量装置：解决沟道磨削尺寸分散大的问题"
GRINDING = "轴承套圈磨削烧伤涡流检测方法：解决磨削烧伤靠酸洗抽检、漏检多的问题"


def client_of(person):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def state(organisation, value, *, name="专利名称", visibility=Visibility.EVERYONE, said_by=None):
    """A fact of the profile: confirmed where one of the organisation's own people says it."""
    actor = said_by or PersonFactory(role=Role.SEEKER, organisation=organisation)
    state_fact(actor=actor, organisation=organisation, statement=Statement(name, value))
    if visibility != Visibility.EVERYONE:
        share_fact(actor=actor, organisation=organisation, name=name, visibility=visibility)


def likely_of(organisation, audience=Audience.OWN):
    rows = LikelyNeed.objects.unscoped().filter(organisation=organisation, audience=audience)
    return list(rows.order_by("rank"))
