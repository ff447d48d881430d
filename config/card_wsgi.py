"""The application that listens on the Unix socket of the card pages, and nowhere else."""

from config.card_door import mark_door
from config.wsgi import application as site

application = mark_door(site)
