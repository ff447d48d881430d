// The certificate of a physical card, as RFC 9440 §2.2 writes it: base64 of its DER between colons. Empty unless nginx
// has verified it: `$ssl_client_raw_cert` is PEM, whose body is that base64, cut in lines.

const PEM = /^-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/;

function clientCert(request) {
  if (request.variables.ssl_client_verify !== "SUCCESS") return "";
  const found = PEM.exec(request.variables.ssl_client_raw_cert || "");
  return found ? `:${found[1].replace(/\s/g, "")}:` : "";
}

export default { clientCert };
