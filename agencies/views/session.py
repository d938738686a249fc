from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def signed_in(request):
    """Who is signed in, for a page whose session may have ended; and a token to sign in with."""
    user = request.user
    known = {"id": str(user.pk), "name": user.name} if user.is_authenticated else {}
    return JsonResponse({"id": "", "name": ""} | known | {"token": get_token(request)})
