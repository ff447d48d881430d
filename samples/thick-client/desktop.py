"""A program on a desk, which knows its intermediary and no secret.

    python desktop.py connect 899700000062 | whoami | send | disconnect

INTERMEDIARY: where it is. DESKTOP_COOKIE: the file that keeps the session between two commands. LANG: fr… or another.
"""

import json
import os
import sys
import time
from contextlib import suppress
from http.cookiejar import LoadError, LWPCookieJar

import requests

WHERE = os.environ.get("INTERMEDIARY", "http://localhost:8011")
FRENCH = os.environ.get("LANG", "fr").startswith("fr")
http = requests.Session()
http.headers["Accept-Language"] = "fr" if FRENCH else "en"
http.cookies = LWPCookieJar(os.path.expanduser(os.environ.get("DESKTOP_COOKIE", "~/.thick-client-cookie")))


def say(french, english):
    print(french if FRENCH else english, flush=True)


def ask(method, path, **what):
    try:
        answer = http.request(method, f"{WHERE}{path}", timeout=30, **what)
        body = answer.json()
    except (requests.RequestException, ValueError):
        sys.exit("L’intermédiaire ne répond pas." if FRENCH else "The intermediary does not answer.")
    os.umask(0o077)  # the cookie is of this account alone
    http.cookies.save(ignore_discard=True)
    if answer.status_code != 200:
        sys.exit(body.get("message", body["error"]))
    return body


def connect(number):
    shown = ask("POST", "/connect", json={"national_id": number})["number"]
    say(f"Sur votre téléphone, choisissez {shown}.", f"On your phone, choose {shown}.")
    while ask("GET", "/state")["state"] == "waiting":
        time.sleep(1)
    say("Vous êtes connecté.", "You are connected.")


def main(command, *given):
    with suppress(FileNotFoundError, LoadError):  # nobody connected yet
        http.cookies.load(ignore_discard=True)
    if command == "connect" and len(given) == 1:
        connect(*given)
        return
    ways = {"whoami": ("GET", "/whoami"), "send": ("POST", "/send"), "disconnect": ("POST", "/disconnect")}
    if command not in ways or given:
        sys.exit(__doc__)
    print(json.dumps(ask(*ways[command]), indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["help"]))
