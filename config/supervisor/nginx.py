"""nginx of a demonstration and of the tests: found, filled in from the files of deploy/nginx, and run.

A deployment has an nginx of its own.
"""

import getpass
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from string import Template

from config import env

TEMPLATES = env.BASE_DIR / "deploy" / "nginx"
NJS = "ngx_http_js_module.so"
MODULE_FOLDERS = (Path("/usr/lib/nginx/modules"), Path("/usr/lib64/nginx/modules"), Path("/etc/nginx/modules"))


def find_nginx() -> str | None:
    """The program, where its njs module is there too."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")
    return found if found and _njs() else None


def write(run: Path, servers: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Write a configuration into a folder of its own, and return the command that runs it in the foreground.

    servers: files of deploy/nginx, without their endings, and the values of their names.
    """
    (run / "servers").mkdir(parents=True, exist_ok=True)
    for old in (run / "servers").glob("*.conf"):
        old.unlink()
    owner = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""
    common = {"NGINX_USER": owner, "NGINX_MODULES": f"load_module {_njs()};", "RUN_FOLDER": str(run)}
    fill("nginx", run / "nginx.conf", common)
    for name, values in servers.items():
        fill(name, run / "servers" / f"{name}.conf", {"NGINX_FOLDER": str(TEMPLATES), **values})
    return [find_nginx() or "nginx", "-e", "stderr", "-p", str(run), "-c", str(run / "nginx.conf"), "-g", "daemon off;"]


def fill(template: str, target: Path, values: Mapping[str, str]) -> None:
    """Write a file of deploy/nginx with its names filled in; the variables of nginx stay as they are."""
    text = (TEMPLATES / f"{template}.conf.template").read_text(encoding="utf-8")
    target.write_text(Template(text).safe_substitute(values), encoding="utf-8")


def _njs() -> Path | None:
    return next((path for folder in MODULE_FOLDERS if (path := folder / NJS).exists()), None)
