"""Which places of the web members have linked."""

from __future__ import annotations

from django.db import models

from forum.models.posts import Post
from members.models import Member


class LinkedPlace(models.Model):
    """A member has linked it, and one post in which they did. Found anew each night; whether the post is still to be read
    is asked where it matters (forum/queries/places.py).
    """

    place = models.CharField(max_length=253)  # a host, as the network calls it and without "www."
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "member"], name="forum_linkedplace_once")]
