"""The portal: one site, closed to anyone without staff rights."""

from unfold.sites import UnfoldAdminSite


class PortalSite(UnfoldAdminSite):
    """The portal of authorities; lists and pages register themselves from the files beside this one."""


portal = PortalSite(name="portal")
