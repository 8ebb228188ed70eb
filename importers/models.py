"""What has been imported already, so that a second run changes nothing."""

from django.db import models


class Imported(models.Model):
    """One row of a foreign community and the row of ours that stands for it."""

    source = models.CharField(max_length=120)  # the host name of the community
    kind = models.CharField(max_length=20)  # member, topic, post, comment, tag, mark
    foreign_id = models.BigIntegerField()
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "foreign_id"], name="importers_imported_once")]
        indexes = [models.Index(fields=["source", "kind", "object_id"], name="importers_imported_ours")]
