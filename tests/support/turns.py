"""Which tests one process runs in a row: those of a file, and of folders whose product takes a minute to start."""

from xdist.scheduler import LoadFileScheduling

TOGETHER = ("tests/clients/", "tests/conformance/", "tests/journeys/")


class Turns(LoadFileScheduling):  # type: ignore[misc]
    """Files go to whichever process is free; a folder of TOGETHER counts as one file."""

    def _split_scope(self, nodeid: str) -> str:
        folder = next((folder for folder in TOGETHER if nodeid.startswith(folder)), None)
        return folder or str(super()._split_scope(nodeid))
