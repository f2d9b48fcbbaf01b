"""Signing in and out, the demo's role switch, the list of people."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import LoginView, LogoutView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, Role, requires
from zhiqiao.web.accounts import actions
from zhiqiao.web.accounts.forms import PersonForm
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.queries import demo_is_offered, demo_people
from zhiqiao.web.accounts.requests import signed_in


class SignIn(LoginView):
    """Name and password; in the demo also one button a role."""

    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = False

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Adds the demo's people, where the demo is loaded."""
        context: dict[str, object] = super().get_context_data(**kwargs)
        return context | {"demo_people": demo_people() if demo_is_offered() else []}


sign_in = requires(Permission.PUBLIC, "GET", "POST")(SignIn.as_view())
sign_out = requires(Permission.PUBLIC, "POST")(LogoutView.as_view())


@requires(Permission.DEMO_ROLE, "POST")
def switch_role(request: HttpRequest, person_id: int) -> HttpResponse:
    """Signs in as one of the demo's people. Answers 404 where no demo is loaded."""
    if not demo_is_offered():
        raise Http404
    person = get_object_or_404(demo_people(), pk=person_id)
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    messages.success(request, _("已切换为%(role)s：%(name)s") % _who(person))
    return redirect("home")


def _who(person: Person) -> dict[str, str]:
    return {"role": str(Role(person.role).label), "name": person.name}


@requires(Permission.PERSON_WRITE, "GET", "POST")
def people(request: HttpRequest) -> HttpResponse:
    """Everyone who can sign in, and a form for one more."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = actions.create_person(actor=signed_in(request), **form.cleaned_data)
        messages.success(request, _("已添加 %(name)s，可以登录了。") % {"name": person.name})
        return redirect("people")
    everyone = Person.objects.select_related("organisation").order_by("role", "username")
    return render(request, "accounts/people.html", {"form": form, "everyone": everyone})
