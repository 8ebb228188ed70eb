"""For mypy: `request.user` is a Member.

Django's stubs say "a Member or nobody"; which view lets nobody in is decided by its decorators and the tests of each
page, not by types. Without this every view would repeat the same cast.
"""

from collections.abc import Callable

from mypy.plugin import AttributeContext, Plugin
from mypy.types import Instance, Type, UnionType, get_proper_type

USER = "django.http.request.HttpRequest.user"
NOBODY = "django.contrib.auth.models.AnonymousUser"


class RequestUser(Plugin):
    def get_attribute_hook(self, fullname: str) -> Callable[[AttributeContext], Type] | None:
        return member if fullname == USER else None


def member(context: AttributeContext) -> Type:
    found = get_proper_type(context.default_attr_type)
    if not isinstance(found, UnionType):
        return found
    kept = [item for item in map(get_proper_type, found.items) if not is_nobody(item)]
    return UnionType.make_union(kept)


def is_nobody(item: Type) -> bool:
    return isinstance(item, Instance) and item.type.fullname == NOBODY


def plugin(version: str) -> type[Plugin]:
    return RequestUser
