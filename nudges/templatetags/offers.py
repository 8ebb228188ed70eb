from django import template

from nudges.models import Offer
from nudges.queries.mine import Mine

register = template.Library()


@register.simple_tag
def offer_of(mine: Mine, kind: str) -> Offer | None:
    """The member's offer of this kind, if they made one."""
    return mine.offers.get(kind)
