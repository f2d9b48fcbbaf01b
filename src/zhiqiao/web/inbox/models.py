"""Messages to people, how they want letters, and the letters."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission, ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.inbox.kinds import MessageKind, Topic, filled, known_kinds


class Mailing(models.TextChoices):
    """When a letter comes for a message."""

    AT_ONCE = "at_once", _("随时")
    DAILY = "daily", _("每天一封")
    WEEKLY = "weekly", _("每周一封")
    NEVER = "never", _("不发")


class LetterState(models.TextChoices):
    """A letter collects messages while it waits; once tried its content stays."""

    WAITING = "waiting", _("待发送")
    TRYING = "trying", _("重试中")
    SENT = "sent", _("已发送")
    DROPPED = "dropped", _("不必发了")
    FAILED = "failed", _("发不出去")


FAILURES = {
    "recipient": _("对方的邮件服务器不认这个收件地址。请核对此人登记的邮箱。"),
    "sign_in": _("邮件服务器不接受登录。请核对 ZHIQIAO_MAIL 里的用户名和口令。"),
    "refused": _("邮件服务器拒收。可能是发件人地址（ZHIQIAO_MAIL_FROM）不被允许，或发得太多。"),
    "encryption": _("与邮件服务器的加密连接建立不起来。请核对端口和 tls 设置。"),
    "unreachable": _("连不上邮件服务器。请核对地址和端口，以及这台机器能不能连到它。"),
    "address": _("收件地址写得不对。请核对此人登记的邮箱。"),
}


class LetterQuerySet(ScopedQuerySet["Letter"]):
    """Letters, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """One's own; all for who looks after the system."""
        if not isinstance(actor, Person):
            return Q(pk__in=[])
        return Q() if actor.may(Permission.SYSTEM_READ) else Q(person=actor)


class Letter(models.Model):
    """An e-mail that is to carry messages. It holds no text: that is written when it is sent."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="letters")
    mailing = models.CharField(max_length=10, choices=Mailing.choices)
    state = models.CharField(
        max_length=10, choices=LetterState.choices, default=LetterState.WAITING
    )
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=30, blank=True, help_text="a code, never text")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager.from_queryset(LetterQuerySet)()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "due_at"], name="letter_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "mailing"],
                condition=Q(state="waiting"),
                name="one_waiting_letter",
            )
        ]

    @property
    def failure_words(self) -> str:
        """Why the server did not take it, and what to mend."""
        return str(FAILURES.get(self.failure, self.failure))


class MessageQuerySet(ScopedQuerySet["Message"]):
    """Messages, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """One's own, and nobody else's."""
        return Q(person=actor) if isinstance(actor, Person) else Q(pk__in=[])


class Message(models.Model):
    """What one person was told. Its words are written where they are read, in their language.

    `organisation` is the one it concerns: the message goes with the person's access to it. `once`
    is the sender's key under which a person is told only once. `letter` carries it by e-mail.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="inbox")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    kind = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    path = models.CharField(max_length=300)
    once = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    letter = models.ForeignKey(
        Letter, on_delete=models.SET_NULL, null=True, related_name="messages"
    )

    objects = ScopedManager.from_queryset(MessageQuerySet)()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["person", "-id"], name="message_of_person"),
            models.Index(
                fields=["person"], name="message_unread", condition=Q(read_at__isnull=True)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "once"], condition=~Q(once=""), name="told_only_once"
            )
        ]

    @property
    def registered(self) -> MessageKind:
        """Its kind; for one that no app knows any more a plain one."""
        found = known_kinds().get(self.kind)
        return found or MessageKind(self.kind, Topic.SYSTEM, _("有一条新消息"))

    @property
    def topic(self) -> Topic:
        """What it is about."""
        return self.registered.topic

    @property
    def title(self) -> str:
        """One line, in the reader's language."""
        return filled(self.registered.title, self.data)

    @property
    def text(self) -> str:
        """One or two sentences more, in the reader's language; "" for none."""
        return filled(self.registered.text, self.data)


class PreferenceQuerySet(ScopedQuerySet["Preference"]):
    """Preferences, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """One's own, and nobody else's."""
        return Q(person=actor) if isinstance(actor, Person) else Q(pk__in=[])


class Preference(models.Model):
    """How a person wants letters, by topic; what is not said is a daily letter."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="preference")
    mailings = models.JSONField(default=dict)
    language = models.CharField(max_length=10, blank=True)

    objects = ScopedManager.from_queryset(PreferenceQuerySet)()

    def mailing(self, topic: str) -> Mailing:
        """When a letter comes for messages about the topic."""
        return Mailing(self.mailings.get(topic, Mailing.DAILY))
