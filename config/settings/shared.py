"""The subjects together; demo, test and production begin here."""

from config.settings.api import *  # noqa: F403
from config.settings.audit import *  # noqa: F403
from config.settings.base import *  # noqa: F403
from config.settings.logging import *  # noqa: F403
from config.settings.portal import *  # noqa: F403
from config.settings.provider import *  # noqa: F403
from config.settings.public import *  # noqa: F403
from config.settings.push import *  # noqa: F403
from config.settings.security import *  # noqa: F403
from config.settings.worker import *  # noqa: F403
