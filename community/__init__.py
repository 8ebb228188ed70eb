import zoneinfo

# One tz database for web, worker, beat and commands: the pinned wheel's, however old that of the machine is. First of
# all, before anything asks for a zone.
zoneinfo.reset_tzpath(())
zoneinfo.ZoneInfo.clear_cache()

from community.celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
