"""Messages as files: what a demo sends, readable by the demo inbox."""

import json
import os
import tempfile
import time
from pathlib import Path


def write_message(folder: Path, content: dict[str, str]) -> Path:
    """Write one message as JSON, whole or not at all; the name sorts by time."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(content, stream, ensure_ascii=False, indent=1)
    path = folder / f"{time.time_ns()}-{content['id']}.json"
    os.replace(temporary, path)
    return path
