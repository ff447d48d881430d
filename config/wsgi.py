"""The application that the web server runs."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")

if settings.WEB_LOCK_SECONDS:
    _options = settings.DATABASES["default"]["OPTIONS"]
    _options["options"] = f"{_options.get('options', '')} -c lock_timeout={settings.WEB_LOCK_SECONDS}s".strip()

application = get_wsgi_application()

# The product itself stays as long as the process: the collector need not walk through it in the middle of an answer.
# What a page makes goes by itself, but for a few cycles: they are looked for once in some hundred pages.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
