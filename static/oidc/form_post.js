// The answer of the provider goes to the service, which asked for it as a form.
document.getElementById("answer").submit();
