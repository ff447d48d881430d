"""Staff registered by files, for registrars: template, file, its page, lines compared, results."""

from directory.admin.staff_imports import comparing, deciding, model_files, page, result_files, starting, waiting

__all__ = ["comparing", "deciding", "model_files", "page", "result_files", "starting", "waiting"]
