/** What a login request says of itself: the words that its screens show, and that the decision signs a digest of. */

import { describe } from "../device.js";
import { fill, part } from "../view.js";
import { asTime, message } from "../words.js";

/** What the screen displays: nothing but this is signed. */
export function whatIsShown(request) {
  return {
    client: request.client.name,
    environment: request.client.environment,
    purpose: request.purpose,
    scopes: request.scopes,
    binding_text: request.binding_text,
    origin: request.origin,
  };
}

/** "192.0.2.17 · Firefox on Windows" */
export function originOf(shown) {
  const { address, user_agent: userAgent, place } = shown.origin;
  return [place || address || message("origin_unknown"), describe(userAgent ?? "")].filter(Boolean).join(" · ");
}

/** Fill what a screen has room for. */
export function describeRequest(root, request, shown) {
  fill(root, {
    client: shown.client,
    purpose: message(`purpose_${shown.purpose}`),
    binding_text: shown.binding_text,
    origin: originOf(shown),
    created_at: asTime(request.created_at),
    address: shown.origin.address,
    user_agent: shown.origin.user_agent,
    scopes: shown.scopes.join(" "),
  });
  const environment = part(root, "environment");
  environment.textContent = message(`environment_${shown.environment.toLowerCase()}`) || shown.environment;
  environment.classList.add(shown.environment.toLowerCase() === "sandbox" ? "badge--sandbox" : "badge--production");
  const firstUse = part(root, "first-use");
  if (firstUse) firstUse.hidden = !request.first_use;
  const lines = shown.scopes.length > 0 ? shown.scopes.map((scope) => message(`scope_${scope}`) || message("scope_other", { scope })) : [message("scope_none")];
  part(root, "scopes")?.replaceChildren(...lines.map(asLine));
}

function asLine(words) {
  const line = document.createElement("li");
  line.textContent = words;
  return line;
}
