import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")
os.environ.setdefault("PROCESS", "web")
django_application = get_wsgi_application()

from community.charsets import only_unicode  # noqa: E402
from web.pagecache.wsgi import in_front_of  # noqa: E402  (needs the apps that are there only now)

application = in_front_of(only_unicode(django_application))
