"""A one-time link: choosing a password with it, and asking for another once it has run out."""

from allauth.account.forms import ResetPasswordKeyForm
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from agencies.account_links import State, choose_password, find_link, renew, state_of
from agencies.limits import Limit, address_of

ASKED = Limit("new-account-link", most=20, seconds=60 * 60)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def account_link(request, token):
    """Opening it uses nothing up: programs that look at e-mail open every link."""
    link = find_link(token)
    state = state_of(link, timezone.now())
    if state != State.WORKS:
        return _page(request, token, state)
    form = ResetPasswordKeyForm(request.POST or None, user=link.user)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return _page(request, token, state, form=form, status=status)
    if not choose_password(link=link, password=form.cleaned_data["password1"]):
        return _page(request, token, State.USED)
    messages.success(request, "Your password is chosen. Sign in with it now.")
    return redirect("account_login")


def _page(request, token, state, *, form=None, status=410):
    context = {"state": state, "token": token, "form": form}
    return render(request, "account/link.html", context, status=status)


@login_not_required
@require_POST
def new_account_link(request, token):
    """The answer is the same for every link, so that it tells nothing about any."""
    if ASKED.allows(address_of(request)):
        renew(find_link(token))
    return redirect("account_reset_password_done")
