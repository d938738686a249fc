import sys

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from agencies.logs import request_id
from agencies.models import Message
from auditsite.demo.people import sign_ins
from auditsite.navigation import home_of


@require_safe
def home(request):
    return redirect(home_of(request.user))


@login_not_required
@require_safe
def page(request, name):
    """Help, accessibility and privacy: readable without signing in."""
    return render(request, f"pages/{name}.html")


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    """In the demonstration the page lists the people one may sign in as."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if settings.DEMO:
            context["demo_sign_ins"] = sign_ins()
        return context


@login_not_required
@require_safe
def demo_messages(request):
    """Every e-mail the demonstration would have sent; whoever forgot a password is signed out."""
    if not settings.DEMO:
        raise Http404
    messages = Message.objects.select_related("recipient")[:100]
    return render(request, "agencies/demo_messages.html", {"sent": messages})


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)


def bad_request(request, exception=None):
    """Whoever signed out elsewhere, while this page was being made, signs in again."""
    if isinstance(exception, SessionInterrupted):
        return redirect("account_login")
    return _without_database("400.html", status=400)


def server_error(request):
    """500; or 503 when it was the database that did not answer."""
    if isinstance(sys.exc_info()[1], OperationalError):
        return _without_database("503.html", status=503)
    return _without_database("500.html", status=500)


def _without_database(template: str, *, status: int) -> HttpResponse:
    """An error page that asks nothing of what may be broken: no session, no reader, no queries."""
    page = render_to_string(template, {"request_id": request_id.get()})
    return HttpResponse(page, status=status)
