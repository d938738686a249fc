"""The only permission answer: may this person do this, for this agency?

Which rows a person sees is a separate question, answered by each QuerySet's visible_to.
"""

from functools import wraps

from django.core.exceptions import PermissionDenied

from agencies.roles import GRANTS, Permission, Role


def may(user, permission: Permission, *, agency_id=None) -> bool:
    """With `agency_id`, an agency's role counts for that agency only; other roles count always."""
    if not user.is_authenticated or not user.is_active:
        return False
    return any(
        permission in GRANTS[Role(membership.role)]
        and (agency_id is None or membership.agency_id in {None, agency_id})
        for membership in user.held
    )


def require(user, permission: Permission, *, agency_id=None) -> None:
    """Raise PermissionDenied with a sentence for the reader unless `may` says yes."""
    if not may(user, permission, agency_id=agency_id):
        raise PermissionDenied(f"You do not have permission to {permission.value}.")


def permission_required(permission: Permission):
    """Decorate a view that needs `permission` whatever the object."""

    def decorate(view):
        @wraps(view)
        def checked(request, *args, **kwargs):
            require(request.user, permission)
            return view(request, *args, **kwargs)

        return checked

    return decorate
