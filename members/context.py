"""What every template may read: the community's row."""

from django.http import HttpRequest

from members import queries


def community(request: HttpRequest) -> dict[str, object]:
    return {"community": queries.community()}
