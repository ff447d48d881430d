// A page of a public client: SETTINGS are the test's; what the library warns of is on the console.
oidc.Log.setLogger(console);
oidc.Log.setLevel(oidc.Log.WARN);

window.manager = new oidc.UserManager({
  ...SETTINGS,
  redirect_uri: `${location.origin}/back`,
  silent_redirect_uri: `${location.origin}/silent`,
  post_logout_redirect_uri: `${location.origin}/out`,
  scope: "openid scope_all",
  extraQueryParams: { acr_values: "eidas1" },
  loadUserInfo: true,
  filterProtocolClaims: false, // `acr` is one
  automaticSilentRenew: false, // the test says when
});

const callbacks = {
  "/back": () => manager.signinCallback(),
  "/silent": () => manager.signinCallback(),
  "/out": () => manager.signoutCallback(),
};
window.done = callbacks[location.pathname]?.();
