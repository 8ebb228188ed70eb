"""Before somebody belongs: an invitation's link, the page that says "please wait"."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from members import queries
from members.adapter import DECLINED_KEY, INVITATION_KEY


@never_cache
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Opens an invitation: keeps it in the session and goes to the sign-up page. A stranger's guess: 404."""
    if request.user.is_authenticated:
        return redirect("/")
    invitation = queries.by_token(token)
    if invitation is None:
        return render(request, "members/invitation_gone.html", status=404)
    request.session[INVITATION_KEY] = token
    return render(request, "members/invitation.html", {"invitation": invitation})


@never_cache
def waiting(request: HttpRequest) -> HttpResponse:
    """For whoever confirmed their address where an admin says yes first."""
    if DECLINED_KEY not in request.session:
        raise Http404
    return render(request, "members/waiting.html", {"declined": request.session[DECLINED_KEY]})
