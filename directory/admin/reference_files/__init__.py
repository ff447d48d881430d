"""What the directory refers to: the official nomenclatures, and the correspondence of old and new numbers."""

from directory.admin.reference_files import correspondence, loading_nomenclatures, nomenclatures

__all__ = ["correspondence", "loading_nomenclatures", "nomenclatures"]
