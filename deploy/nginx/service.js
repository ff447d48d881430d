// The certificate that a service presents, as RFC 9440 §2.2 writes it: base64 of its DER between colons. The handshake
// proved that the service holds its key; whether an authority issued it is said in Client-Verify, beside.

const PEM = /^-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/;

function clientCert(request) {
  const found = PEM.exec(request.variables.ssl_client_raw_cert || "");
  return found ? `:${found[1].replace(/\s/g, "")}:` : "";
}

export default { clientCert };
