"""Every module of the plan `fapi-ciba-id1-test-plan` has its test in this folder, or a reason why it has none."""

from types import ModuleType

import pytest

from tests.conformance import test_ciba, test_ciba_certificates, test_ciba_ping, test_ciba_signed

FILES: tuple[ModuleType, ...] = (test_ciba, test_ciba_certificates, test_ciba_ping, test_ciba_signed)
PLAIN = (  # of the profile plain_fapi, in the order in which the plan runs them; each begins with fapi-ciba-id1
    "discovery-end-point-verification",
    "",  # the flow itself, of two clients
    "user-rejects-authentication",
    "multiple-call-to-token-endpoint",
    "auth-req-id-expired",
    "ensure-authorization-request-with-binding-message-succeeds",
    "ensure-authorization-request-with-potentially-bad-binding-message",
    "ensure-other-scope-order-succeeds",
    "ensure-requested-expiry-as-string-succeeds",
    "ensure-request-object-missing-aud-fails",
    "ensure-request-object-missing-iss-fails",
    "ensure-request-object-missing-exp-fails",
    "ensure-request-object-missing-iat-fails",
    "ensure-request-object-missing-nbf-fails",
    "ensure-request-object-missing-jti-fails",
    "ensure-request-object-bad-aud-fails",
    "ensure-request-object-bad-iss-fails",
    "ensure-request-object-expired-exp-fails",
    "ensure-request-object-exp-is-70-minutes-in-future-fails",
    "ensure-request-object-nbf-is-10-minutes-in-future-fails",
    "ensure-request-object-nbf-is-70-minutes-in-past-fails",
    "ensure-request-object-signature-algorithm-is-none-fails",
    "ensure-request-object-signature-algorithm-is-bad-fails",
    "ensure-request-object-signature-algorithm-is-RS256-fails",
    "ensure-request-object-signed-by-other-client-fails",
    "ensure-unsigned-backchannel-authorization-request-fails",
    "ensure-authorization-request-with-multiple-hints-fails",
    "ensure-wrong-auth-req-id-in-token-endpoint-request",
    "refresh-token",
)
OF_KEYS = (  # with private_key_jwt
    "ensure-without-client-assertion-in-token-endpoint-request-fails",
    "ensure-without-client-assertion-in-backchannel-authorization-request-fails",
    "ensure-client-assertion-signature-algorithm-in-token-endpoint-request-is-RS256-fails",
    "ensure-client-assertion-signature-algorithm-in-backchannel-authorization-request-is-RS256-fails",
    "ensure-client-assertion-with-iss-aud-to-token-endpoint-succeeds",
)
OF_CERTIFICATES = (  # with mutual TLS
    "ensure-different-client-id-and-issuer-in-backchannel-authorization-request-fails",
    "ensure-wrong-client-id-in-token-endpoint-request-fails",
    "ensure-wrong-client-id-in-backchannel-authorization-request-fails",
    "ensure-mtls-holder-of-key-required",
)
OF_PING = (
    "ping-backchannel-notification-endpoint-response-has-body",
    "ping-backchannel-notification-endpoint-response-401",
    "ping-backchannel-notification-endpoint-response-403",
    "ping-with-mtls-ciba-notification-endpoint-response-401-and-require-server-does-not-retry",
    "ping-backchannel-notification-endpoint-return-redirect-request",
)
APPLICABLE = (*PLAIN, *OF_KEYS, *OF_CERTIFICATES, *OF_PING)

# The other modules of the plan are of profiles that no service of this provider is under: those of Open Finance and
# Open Insurance in Brazil (`…-for-brazil`), which registers clients by itself and asks for consents of its banks, and
# of ConnectID in Australia, whose services are known from a directory of its own. Modules of the push mode are in no
# plan of FAPI, and the provider does not offer it. Those of a client (`fapi-ciba-id1-client-…`) test relying parties.


def test_the_plan_has_forty_three_modules_for_a_provider_of_no_other_profile() -> None:
    assert len(set(APPLICABLE)) == len(APPLICABLE) == 43


@pytest.mark.parametrize("module", APPLICABLE)
def test_a_module_that_applies_has_its_test(module: str) -> None:
    name = "_".join(["test_fapi_ciba_id1", *([module.replace("-", "_").lower()] if module else [])])

    assert [file.__name__ for file in FILES if hasattr(file, name)], name
