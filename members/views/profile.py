"""A member's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from members.models import Member


def profile(request: HttpRequest, handle: str) -> HttpResponse:
    """Members see each other's pages; visitors do not learn who is here."""
    person = get_object_or_404(Member.objects.people(), handle__iexact=handle)
    own = request.user == person
    return render(request, "members/profile.html", {"person": person, "own": own, "page": "profile" if own else ""})
