"""The OpenID provider: sign-ins, tokens and claims for relying parties."""
