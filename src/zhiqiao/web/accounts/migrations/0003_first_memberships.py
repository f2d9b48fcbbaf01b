"""The role and organisation of every person become a membership."""

from django.db import migrations


HOST = {"code": "org-host", "name": "平台运营机构", "kind": "centre"}


def give_memberships(apps, schema_editor):
    """Each person's role becomes a membership; who had no organisation joins the host."""
    Person = apps.get_model("accounts", "Person")
    Organisation = apps.get_model("accounts", "Organisation")
    Membership = apps.get_model("accounts", "Membership")
    homeless = Person.objects.filter(organisation=None)
    host = None
    if homeless.exists():
        host = Organisation.objects.filter(kind="centre").order_by("pk").first()
        host = host or Organisation.objects.create(**HOST)
    for person in Person.objects.order_by("pk"):
        Membership.objects.create(
            person=person,
            organisation=person.organisation or host,
            role=person.role,
            created_at=person.created_at,
        )


def clear_repeated_codes(apps, schema_editor):
    """Of organisations that share a credit code the oldest keeps it."""
    Organisation = apps.get_model("accounts", "Organisation")
    seen = set()
    for organisation in Organisation.objects.exclude(uscc="").order_by("pk"):
        if organisation.uscc in seen:
            Organisation.objects.filter(pk=organisation.pk).update(uscc="")
        seen.add(organisation.uscc)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_memberships")]

    operations = [
        migrations.RunPython(give_memberships, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(clear_repeated_codes, migrations.RunPython.noop, elidable=True),
    ]
