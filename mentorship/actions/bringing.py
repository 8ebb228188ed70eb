"""Letters that name pictures at strangers' addresses, once those are here (uploads/holders.py)."""

from __future__ import annotations

from django.db import transaction

from activity.locks import lock
from mentorship.models import Letter
from uploads.queries import shapes_held
from writing.render import render


class Letters:
    def strangers(self, id: int) -> tuple[str, ...]:
        letter = Letter.objects.filter(pk=id).first()
        return render(letter.body).strangers if letter else ()

    @transaction.atomic
    def render_again(self, id: int) -> None:
        letter = lock(Letter.objects.all()).get(pk=id)
        letter.html = render(letter.body, shapes=shapes_held("letter", id, letter.body)).html
        letter.save(update_fields=["html"])
