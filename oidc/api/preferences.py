"""Holders decide, on their phone, of their own sign-ins."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from activation.api.authentication import CardIsUsable, CardProofAuthentication, card_of
from activation.api.base import WalletView
from activation.api.outputs import RefusalOutput
from oidc.api.inputs import PreferencesInput
from oidc.api.outputs import PreferencesOutput
from oidc.queries import logins
from oidc.workflows import preferences


class PreferencesView(WalletView):
    """GET · PUT /api/wallet/v1/preferences `{"typed_numbers": true | false}`; 400 `invalid_preferences`."""

    authentication_classes = (CardProofAuthentication,)
    permission_classes = (CardIsUsable,)

    @extend_schema(
        operation_id="read_preferences", responses={200: PreferencesOutput, 401: RefusalOutput, 403: RefusalOutput}
    )
    def get(self, request: Request) -> Response:
        """Say what the holder of the card decided."""
        return _render(card_of(request).practitioner_id)

    @extend_schema(
        operation_id="write_preferences",
        request=PreferencesInput,
        responses={200: PreferencesOutput, 400: RefusalOutput, 401: RefusalOutput, 403: RefusalOutput},
    )
    def put(self, request: Request) -> Response:
        """Keep what the holder of the card decides."""
        data = PreferencesInput(data=request.data)
        if not data.is_valid():
            return Response({"error": "invalid_preferences"}, status=400)
        holder = card_of(request).practitioner_id
        preferences.set_typed_numbers(
            practitioner_id=holder, allowed=data.validated_data["typed_numbers"], now=timezone.now()
        )
        return _render(holder)


def _render(practitioner_id: int) -> Response:
    return Response(PreferencesOutput({"typed_numbers": logins.allows_typed_numbers(practitioner_id)}).data)
