"""What the sealed tables are called, for whoever has to speak of every table: nothing is read by these names."""

LINKS = ("masks.Seal", "masks.Ring")
LIMITS = "masks.Limit"
