"""`python -m bench` lists the measurements, `python -m bench NAME` runs one."""

import importlib
import sys
from pathlib import Path


def _names() -> list[str]:
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))


def main(arguments: list[str]) -> int:
    """List, or run the measurement that is named. Returns the exit code."""
    if arguments in ([], ["list"]):
        for name in _names():
            summary = (importlib.import_module(f"bench.{name}").__doc__ or "").splitlines()[0]
            print(f"{name:<12} {summary}")
        return 0
    if arguments[0] not in _names():
        print(f"No measurement is called {arguments[0]!r}; `python -m bench` lists them.", file=sys.stderr)
        return 2
    importlib.import_module(f"bench.{arguments[0]}").run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
