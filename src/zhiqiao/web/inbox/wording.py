"""What the inbox itself has to tell."""

from django.utils.translation import gettext_lazy as _

from zhiqiao.web.inbox.kinds import MessageKind, Topic, register

register(
    MessageKind(
        "welcome",
        Topic.SYSTEM,
        _("欢迎来到智桥"),
        _("与您有关的事有了变化，都会出现在这里。要不要另外发邮件、多久一封，点开就能选。"),
    ),
)
