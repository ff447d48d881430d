"""« Campaigns »: an operator looks at whom an invitation would reach, chooses a pace, watches, pauses, stops."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activation import permissions
from activation.admin.refused import words_of
from activation.errors import CampaignRefused
from activation.policy import CAMPAIGN_COUNT_LIMIT, CAMPAIGN_DEFAULT_RATE, CAMPAIGN_RATE
from activation.vocabulary import CampaignState
from activation.workflows import campaigns
from activation.workflows.campaigns import Audience
from directory import panels, queries
from directory import permissions as directory_permissions
from directory.admin.site import portal
from directory.admin.strong import strong_means_required
from directory.admin.viewer import viewer_of
from directory.errors import NotAllowed
from directory.fields import offer_codes, point_at_first_error
from directory.models import Account, AuthorityKind

REFRESH_SECONDS = 5
MOST_SHOWN = 50
PROFESSIONS = "TRE_G15-ProfessionSante"
_KINDS = (AuthorityKind.ORDER, AuthorityKind.REGIONAL, AuthorityKind.LOCAL, AuthorityKind.ARMED_FORCES)
_VERBS = {"pause": campaigns.pause, "resume": campaigns.take_up, "stop": campaigns.stop}
_BADGES = {CampaignState.RUNNING: "info", CampaignState.PAUSED: "warning", CampaignState.FINISHED: "success"}


class AudienceForm(forms.Form):
    """Whom, and how fast."""

    authority_kind = forms.ChoiceField(
        label=gettext_lazy("Registered by"),
        required=False,
        choices=[("", gettext_lazy("Any authority")), *((kind.value, kind.label) for kind in _KINDS)],
    )
    profession_code = forms.ChoiceField(label=gettext_lazy("Profession"), required=False)
    rate = forms.IntegerField(
        label=gettext_lazy("People a minute"),
        help_text=gettext_lazy("As many as your mail server and your SMS gateway bear, and your support can help."),
        min_value=CAMPAIGN_RATE[0],
        max_value=CAMPAIGN_RATE[1],
        initial=CAMPAIGN_DEFAULT_RATE,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        offer_codes(self, "profession_code", PROFESSIONS, empty=_("Any profession"))


@require_safe
def list_campaigns(request: HttpRequest) -> HttpResponse:
    """GET: the campaigns of the viewer's world, the latest first."""
    viewer = viewer_of(request)
    _require_reader(viewer.account, request)
    rows = permissions.campaigns_visible_to(viewer.account, viewer.now).order_by("-started_at", "-pk")[:MOST_SHOWN]
    found = list(rows)
    lines = [
        {
            "row": row,
            "state": row.get_state_display(),
            "badge": _BADGES.get(CampaignState(row.state), ""),
            "whom": _whom(row.authority_kind, row.profession_code),
            "acts": row.state in {CampaignState.RUNNING, CampaignState.PAUSED},
        }
        for row in found
    ]
    context = {
        **portal.each_context(request),
        "title": _("Campaigns of invitations"),
        "lines": lines,
        "may_start": directory_permissions.can_invite_people(viewer.account, viewer.now),
    }
    response = TemplateResponse(request, "admin/activation/campaigns.html", context)
    if any(row.state == CampaignState.RUNNING for row in found):
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def new_campaign(request: HttpRequest) -> HttpResponseBase:
    """GET {filters}: the form and what it would reach. POST the same: starts. Strong means."""
    viewer = viewer_of(request)
    if not directory_permissions.can_invite_people(viewer.account, viewer.now):
        raise Http404
    return _new(request)


@strong_means_required
def _new(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    data = request.POST if request.method == "POST" else (request.GET or None)
    form = AudienceForm(data)
    preview = None
    if form.is_bound and form.is_valid():
        typed = dict(form.cleaned_data)
        rate = typed.pop("rate")
        audience = Audience(is_test=viewer.world is not False, **typed)
        try:
            if request.method == "POST":
                campaigns.start(account=viewer.account, audience=audience, rate=rate, now=viewer.now)
                messages.success(request, _("The campaign has started."))
                return redirect("portal:campaigns")
            preview = campaigns.preview(account=viewer.account, audience=audience, now=viewer.now)
        except (CampaignRefused, NotAllowed) as refusal:
            form.add_error("rate" if refusal.params.get("reason") == "rate" else None, words_of(refusal))
    point_at_first_error(form, else_at="authority_kind")
    context = {
        **portal.each_context(request),
        "title": _("New campaign"),
        "form": form,
        "preview": preview,
        "most": CAMPAIGN_COUNT_LIMIT,
        "minutes": -(-preview.ready // rate) if preview else 0,
    }
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "admin/activation/campaign_new.html", context, status=status)


@require_POST
def act_on_campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """POST {"act": "pause" | "resume" | "stop"}."""
    viewer = viewer_of(request)
    row = get_object_or_404(permissions.campaigns_visible_to(viewer.account, viewer.now), pk=campaign_id)
    verb = _VERBS.get(request.POST.get("act", ""))
    if verb is None:
        raise Http404
    try:
        verb(account=viewer.account, campaign=row, now=viewer.now)
    except (CampaignRefused, NotAllowed) as refusal:
        messages.error(request, words_of(refusal))
    return redirect("portal:campaigns")


def _require_reader(account: Account, request: HttpRequest) -> None:
    now = viewer_of(request).now
    if not (directory_permissions.can_invite_people(account, now) or viewer_of(request).reads_audit):
        raise Http404


def _whom(kind: str, profession: str) -> str:
    parts = [str(AuthorityKind(kind).label) if kind else "", queries.profession_label(profession) if profession else ""]
    return " · ".join(part for part in parts if part) or _("everybody")


portal.add_page("campagnes/", list_campaigns, "campaigns")
portal.add_page("campagnes/nouvelle/", new_campaign, "new_campaign")
portal.add_page("campagnes/<int:campaign_id>/", act_on_campaign, "act_on_campaign")
panels.register_entry(
    panels.Entry(
        key="campaigns",
        label=gettext_lazy("Campaigns of invitations"),
        icon="campaign",
        address="portal:campaigns",
        may_see=lambda account, now: (
            directory_permissions.can_invite_people(account, now) or directory_permissions.can_read_audit(account, now)
        ),
        rank=220,
    )
)
