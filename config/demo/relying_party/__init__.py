"""A fictitious health service that signs its users in: a foreign program that happens to ship with the product.

It imports nothing of the product and knows of it what any integrator knows: an issuer, a client id, a secret.
Authlib does the protocol. `python -m config.demo.relying_party` runs it in a process of its own.

Environment:
  ISSUER         the provider's address; the rest comes from its discovery document (default http://localhost:8000)
  CLIENT_ID      with CLIENT_SECRET: the registration. Without them, the file REGISTRATION_FILE is read at each sign-in
  CLIENT_SECRET  (default DATA_DIR/demo-relying-party.json, DATA_DIR defaulting to var: members client_id,
  client_secret)
  HOST, PORT     where it listens (default 127.0.0.1, 8002)
  BASE_URL       how browsers reach it (default http://localhost:PORT); BASE_URL/callback is the registered address, and
                 BASE_URL/session-terminee where the provider tells of sessions that ended
  TLS_CERTIFICATE, TLS_KEY  PEM files: it listens with https. REQUESTS_CA_BUNDLE: authorities that its provider has
"""
