import logging
import time
import uuid
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse

from agencies.activity import record_refusal
from agencies.logs import request_id
from agencies.rls import acting, scope_of
from agencies.typed_back import typed_back

SIGNED_OUT = (
    "You have been signed out. Sign in again to save what you wrote; it is still on this page."
)
log = logging.getLogger("caseaudit.request")


class RequestIdMiddleware:
    """Names each request, in the log and in the answer, and logs one line for it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = request_id.set(uuid.uuid4().hex[:16])
        started = time.monotonic()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get()
            log.info("%s %s %s %dms", *_summary(request, response), _elapsed(started))
            return response
        finally:
            request_id.reset(token)


def _summary(request, response) -> tuple[str, str, int]:
    match = request.resolver_match
    return request.method, match.route if match else "unmatched", response.status_code


def _elapsed(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


class RequestTransactionMiddleware:
    """One transaction a request, in the reader's scope; an error undoes all of it.

    What was refused is recorded afterwards, or the roll-back would take the record with it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with acting(scope_of(request.user)):
            response = self.get_response(request)
            if getattr(request, "failed", False) or response.status_code >= 500:
                transaction.set_rollback(True)
        if response.status_code in {403, 404} and self._is_a_refusal(request):
            record_refusal(request, response.status_code)
        response.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request, exception):
        request.failed = True

    @staticmethod
    def _is_a_refusal(request) -> bool:
        return request.resolver_match is not None and request.user.is_authenticated


class SignInFirst(LoginRequiredMiddleware):
    """Shows what somebody wrote while their session ran out, instead of dropping it.

    A page's script, which still has what was written, is told so in a sentence.
    """

    def handle_no_permission(self, request, view_func):
        if request.headers.get("Accept") == "application/json":
            return JsonResponse({"error": SIGNED_OUT}, status=401)
        typed = typed_back(request)
        if not typed:
            return super().handle_no_permission(request, view_func)
        page = urlsplit(request.headers.get("Referer", "")).path
        sign_in = f"{reverse('account_login')}?{urlencode({'next': page})}"
        return render(request, "signed_out.html", {"typed": typed, "sign_in": sign_in}, status=403)


class WrongMethodMiddleware:
    """A page instead of nothing, for an address that only takes a button's post."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 405 or response.content:
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page
