"""What bench/provider.py prints: a line for each operation and provider, and what is to be reached."""

from collections.abc import Mapping
from statistics import median

OURS, OURS_RS256 = "ours", "ours, RS256"
NPM, DOT, DOP = "oidc-provider", "DOT", "stock DOP"
LABELS = {
    "discovery": "discovery",
    "jwks": "JWKS",
    "authorize": "authorize",
    "exchange": "code exchange",
    "refresh": "refresh",
    "userinfo": "userinfo",
    "introspect": "introspection",
    "own": "client credentials",
}
SIGNED = ("exchange", "refresh")  # compared with the same signature: RS256 is all that DOT and stock DOP have
OTHERS = ("authorize", "userinfo", "introspect", "own")
AT_LEAST = {
    **{(operation, NPM): 1.0 for operation in SIGNED},
    **{(operation, NPM): 0.8 for operation in OTHERS},
    **{(operation, peer): 3.0 for operation in (*SIGNED, *OTHERS) for peer in (DOT, DOP)},
    ("jwks", DOT): 1.0,
    ("discovery", DOT): 1.0,
}

COLUMNS = (
    "milliseconds; medians of the rounds. cpu: processor of the server process for one request; + db: with that"
    "\nof PostgreSQL. per core: requests for one second of the processor of both, by which `ratio` compares ours"
    "\nwith the peer, and which decides; by clock: by req/s as they were, with what else this machine did; server:"
    "\nby the processor of the server process alone."
)

Found = dict[tuple[str, str], dict[str, float]]


def tell(rounds: list[Found], *, rsa_bits: int) -> None:
    """Print what bench/provider.py saw."""
    print(f"All sign RS256 with keys of {rsa_bits} bits, ES256 with P-256.")
    compare(rounds, labels=LABELS, at_least=AT_LEAST)
    _explain()


def compare(rounds: list[Found], *, labels: Mapping[str, str], at_least: Mapping[tuple[str, str], float]) -> None:
    """Print the medians of the rounds, and the ratios of ours to each peer; of these operations, in words, and whether
    the least ratio is met."""
    found = {key: _middle([one[key] for one in rounds]) for key in rounds[0]}
    head = f"{'operation':<20}{'provider':<15}{'req/s':>7}{'p50':>7}{'p99':>7}{'cpu':>7}{'+ db':>7}"
    print(f"{head}{'per core':>10}{'ratio':>7}{'by clock':>10}{'server':>8}  reach")
    for operation, words in labels.items():
        label = words
        for side in (OURS, NPM, OURS_RS256, DOT, DOP):
            if (operation, side) not in found or (side == OURS_RS256 and operation not in SIGNED):
                continue
            print(f"{label:<20}{side:<15}{_line(found[operation, side])}{_ratios(found, operation, side, at_least)}")
            label = ""


def _middle(seen: list[dict[str, float]]) -> dict[str, float]:
    values = {name: median(one[name] for one in seen) for name in ("p50", "p99", "server", "both")}
    return {**values, "rate": median(one["count"] / one["seconds"] for one in seen)}


def _line(seen: dict[str, float]) -> str:
    used = f"{seen['server'] * 1000:>7.2f}{seen['both'] * 1000:>7.2f}{_per_core(seen):>10,.0f}"
    return f"{seen['rate']:>7,.0f}{seen['p50']:>7.1f}{seen['p99']:>7.1f}{used}"


def _per_core(seen: dict[str, float]) -> float:
    return 1 / seen["both"] if seen["both"] else float("inf")


def _ratios(found: Found, operation: str, side: str, at_least: Mapping[tuple[str, str], float]) -> str:
    if side in (OURS, OURS_RS256):
        return ""
    own = found[operation, OURS if side == NPM or operation not in SIGNED else OURS_RS256]
    peer = found[operation, side]
    ratio = _per_core(own) / _per_core(peer)
    told = f"{ratio:>7.2f}{own['rate'] / peer['rate']:>10.2f}{peer['server'] / own['server']:>8.2f}"
    least = at_least.get((operation, side))
    if least is None:
        return told
    return f"{told}  {'met' if ratio >= least else 'MISSED'}: at least {least} x {side}"


def _explain() -> None:
    print(
        f"\n{COLUMNS} Code exchange and refresh: ES256 beside oidc-provider, our"
        "\nclient of RS256 beside DOT and stock DOP, which have nothing else; every refresh with the token of the one"
        "\nbefore. Silent authorization of a live session; introspection of an access token by its own client."
    )
