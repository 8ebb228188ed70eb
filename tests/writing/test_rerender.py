"""What an older version of the renderer made is made again, once."""

import pytest
from django.db import connection, models

from writing.render import RENDERER_VERSION, render
from writing.rerender import rerender


class Page(models.Model):
    body = models.TextField()
    html = models.TextField(default="")
    renderer = models.IntegerField(default=0)

    class Meta:
        app_label = "rerendered"  # none that is installed: other tests look at every table of those
        managed = False


def make(page: Page) -> None:
    page.html = render(page.body).html


@pytest.mark.django_db(transaction=True)
def test_old_rows_are_rendered_in_batches_and_new_ones_left_alone() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Page)
    try:
        Page.objects.bulk_create(Page(body=f"*{n}*") for n in range(7))
        Page.objects.create(body="*new*", html="kept", renderer=RENDERER_VERSION)
        assert rerender(Page.objects.all(), make=make, fields=["html"], batch=3) == 7
        assert list(Page.objects.order_by("pk").values_list("html", flat=True)) == [
            *(f"<p><em>{n}</em></p>" for n in range(7)),
            "kept",
        ]
        assert rerender(Page.objects.all(), make=make, fields=["html"]) == 0
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(Page)
