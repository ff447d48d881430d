"""How the public calls an authority: a telephone and an e-mail address."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import permissions
from directory.admin.authorities.forms import show_form
from directory.admin.authorities.page import find_authority
from directory.admin.site import portal
from directory.admin.viewer import viewer_of
from directory.workflows import authorities


class CallForm(forms.Form):
    """Both may be empty: an authority that nobody can call is better told than a wrong number."""

    telephone = forms.RegexField(
        label=gettext_lazy("Public telephone"),
        regex=r"^\+?[0-9 ().\-]{2,29}$",
        required=False,
        max_length=30,
        error_messages={"invalid": gettext_lazy("Type a telephone number, for instance 01 23 45 67 89.")},
    )
    email = forms.EmailField(label=gettext_lazy("Public e-mail"), required=False)


def tell_how_to_call(request: HttpRequest, authority_id: int) -> HttpResponse:
    """GET: the form; POST: changes both. Whoever changes the authority, and its own heads."""
    viewer, authority = viewer_of(request), find_authority(request, authority_id)
    if not permissions.can_tell_how_to_call(viewer.account, authority, viewer.now):
        raise Http404
    present = {"telephone": authority.telephone, "email": authority.email}
    form = CallForm(request.POST if request.method == "POST" else None, initial=present)
    if form.is_bound and form.is_valid():
        authorities.tell_how_to_call(account=viewer.account, authority=authority, now=viewer.now, **form.cleaned_data)
        messages.success(request, _("People read the new telephone and e-mail from now on."))
        return redirect("portal:directory_registrationauthority_change", authority.pk)
    return show_form(
        request,
        form,
        authority,
        title=_("How people call %(name)s") % {"name": authority.name},
        lead=_("Shown to everybody: to people whose contacts are missing, on the pages that say whom to call."),
        button=_("Save"),
    )


portal.add_page("autorites/<int:authority_id>/coordonnees/", tell_how_to_call, "tell_how_to_call")
