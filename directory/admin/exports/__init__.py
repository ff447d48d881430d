"""What an account sees, as files: people, structures, registrations; what the filters of the list show, no more."""

from directory.admin.exports import direct, mine, preparing

__all__ = ["direct", "mine", "preparing"]
