"""Tells when the code on disk changed (RELOAD=1)."""

from pathlib import Path

WATCHED = ("config", "directory", "activation", "oidc")
SUFFIXES = {".py", ".mo"}


class Changes:
    """Compares the files' times with those of the previous look."""

    def __init__(self, folder: Path) -> None:
        self._roots = [folder / name for name in (*WATCHED, "locale")]
        self._seen = self._times()

    def since_last_look(self) -> list[Path]:
        """The files that are new, changed or gone, in order."""
        times = self._times()
        changed = {path for path, _time in times.items() ^ self._seen.items()}
        self._seen = times
        return sorted(changed)

    def _times(self) -> dict[Path, int]:
        found = (path for root in self._roots for path in root.rglob("*") if path.suffix in SUFFIXES)
        times = {}
        for path in found:
            try:
                times[path] = path.stat().st_mtime_ns
            except FileNotFoundError:
                continue
        return times
