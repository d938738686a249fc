"""How django-allauth and django-axes behave here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.shortcuts import render

from agencies.activity import record
from agencies.messages import send_message
from agencies.models import User


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "That e-mail address and password do not go together. "
        "Check both, or choose a new password.",
        "too_many_login_attempts": "Too many tries. Wait 15 minutes, then sign in again.",
        "enter_current_password": "That is not your password now. Type it again.",
        "incorrect_password": "That is not your password. Type it again.",
    }

    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        """Every e-mail is a Message row first, so that a person can see what was sent."""
        recipient = context.get("user") or User.objects.filter(email__iexact=email).first()
        if recipient is not None:
            mail = self.render_mail(template_prefix, email, context)
            send_message(to=recipient, subject=mail.subject, body=mail.body)

    def post_login(self, request, user, **kwargs):
        record("signed in", user, by=user)
        return super().post_login(request, user, **kwargs)


def attempted_email(request, credentials):
    """Axes would otherwise lock out everybody behind one address for one person's mistakes."""
    credentials = credentials or {}
    given = credentials.get("email") or credentials.get("username") or request.POST.get("login", "")
    return given.strip().lower()[:254]


def locked_out(request, credentials, *args, **kwargs):
    return render(request, "account/locked_out.html", status=429)
