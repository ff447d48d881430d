"""The clients of the CIBA plan, registered by one command."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.utils import timezone
from joserfc.jwk import ECKey

from activation.management.test_authority.folder import write_pair
from tests.conformance.ciba import GRANT, KEY, Asker
from tests.conformance.suite import Registered
from tests.support.client_keys import Key, key_for, public_set
from tests.support.product import Product
from tests.support.service_certificates import make, public_jwk

_ALL = {
    "client_name": "CIBA",
    "environment": "sandbox",
    "grant_types": [GRANT, "refresh_token"],
    "scope": "openid profile scope_all",
    "id_token_signed_response_alg": "PS256",
    "backchannel_token_delivery_mode": "poll",
    "backchannel_free_binding_message": True,
    "backchannel_poll_interval": 1,
}
_BOUND = {"tls_client_certificate_bound_access_tokens": True}


@contextmanager
def registered(product: Product, folder: Path, *, notified: str) -> Iterator[dict[str, Asker]]:
    """first, second: sign what they ask (PS256, ES256), and prove themselves so. holder, other_holder: present
    certificates, of an authority and their own, to which their tokens are bound; absent where no nginx can ask for
    them. pinged: is told at the address `notified`.
    """
    keys: dict[str, Key] = {"first": key_for("PS256", "first"), "second": key_for("ES256", "second")}
    described = {
        name: _signing(key, algorithm, token_endpoint_auth_method=KEY)
        for name, key, algorithm in (("first", keys["first"], "PS256"), ("second", keys["second"], "ES256"))
    }
    keys["pinged"] = keys["first"]
    described["pinged"] = described["first"] | {
        "backchannel_token_delivery_mode": "ping",
        "backchannel_client_notification_endpoint": notified,
    }
    presented: dict[str, tuple[Path, Path]] = {}
    if product.mtls:
        keys["holder"] = key_for("PS256", "holder")
        presented["holder"] = product.service_certificate
        described["holder"] = _signing(
            keys["holder"],
            "PS256",
            token_endpoint_auth_method="tls_client_auth",
            tls_client_auth_subject_dn="CN=service.test",
            **_BOUND,
        )
        pair = make(timezone.now())
        write_pair(folder, "own", pair)
        presented["other_holder"] = folder / "own.pem", folder / "own.key"
        keys["other_holder"] = ECKey.import_key(presented["other_holder"][1].read_bytes())
        described["other_holder"] = _signing(
            keys["other_holder"], "ES256", token_endpoint_auth_method="self_signed_tls_client_auth", **_BOUND
        ) | {"jwks": {"keys": [public_jwk(pair)]}}
    shown = _register(product, folder, list(described.values()))
    with ExitStack() as opened:
        about = opened.enter_context(product.client()).get(f"{product.site}/.well-known/openid-configuration").json()
        yield {
            name: Asker(
                Registered(one["client_id"], one.get("client_secret", ""), str(said["token_endpoint_auth_method"])),
                about,
                opened.enter_context(product.client(presents=presented.get(name))),
                keys[name],
                str(said["backchannel_authentication_request_signing_alg"]),
            )
            for (name, said), one in zip(described.items(), shown, strict=True)
        }


def _signing(key: Key, algorithm: str, **members: Any) -> dict[str, Any]:
    asks = {"backchannel_authentication_request_signing_alg": algorithm, "jwks": public_set(key)}
    return {**_ALL, **asks, **members}


def _register(product: Product, folder: Path, described: list[dict[str, Any]]) -> list[dict[str, str]]:
    file = folder / "clients.json"
    file.write_text(json.dumps(described))
    done = product.command("relying_party", "register", str(file))
    assert done.returncode == 0, done.stdout + done.stderr
    return list(json.loads(done.stdout))
