// « Load files »: says what was chosen and how much of it has left. Without this script the form works all the same.
"use strict";

(() => {
  const form = document.querySelector("[data-upload]");
  if (!form) return;
  const input = form.querySelector("input[type=file]");
  input.hasChangeListener = true; // the toolkit's own listener expects the toolkit's own field
  const button = form.querySelector("button[type=submit]");
  const part = (name) => form.querySelector(`[data-${name}]`);
  const language = document.documentElement.lang || "fr";
  const size = (bytes) => {
    const power = bytes < 1_000 ? 0 : bytes < 1_000_000 ? 1 : 2;
    const unit = ["byte", "kilobyte", "megabyte"][power];
    return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: 1 }).format(bytes / 1_000 ** power);
  };

  const total = () => [...input.files].reduce((sum, file) => sum + file.size, 0);
  const isTooLarge = () => total() > Number(form.dataset.limit);

  input.addEventListener("change", () => {
    part("chosen").replaceChildren(
      ...[...input.files].map((file) => {
        const line = document.createElement("li");
        for (const text of [file.name, size(file.size)]) {
          line.append(Object.assign(document.createElement("span"), { textContent: text }), " ");
        }
        return line;
      }),
    );
    part("too-large").hidden = !isTooLarge();
  });

  const finish = (failed) => {
    part("sending").hidden = true;
    part("broken").hidden = !failed;
    button.disabled = false;
  };

  const showAnswer = (request) => {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const fresh = page.querySelector("#load-error");
    if (!fresh) {
      finish(true);
      return;
    }
    document.querySelector("#load-error")?.remove();
    form.before(fresh);
    finish(false);
    fresh.focus();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isTooLarge() || button.disabled) return;
    const request = new XMLHttpRequest();
    const percent = (done, all) => {
      const share = all ? Math.floor((done * 100) / all) : 0;
      part("sending").querySelector("progress").value = share;
      part("percent").textContent = `${size(done)} / ${size(all)} · ${share} %`;
      part("looking").hidden = done < all;
    };
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (progress) => percent(progress.loaded, progress.total));
    request.addEventListener("load", () => {
      if (request.status === 200) location.assign(request.responseURL);
      else showAnswer(request);
    });
    request.addEventListener("error", () => finish(true));
    request.addEventListener("abort", () => finish(true));
    button.disabled = true;
    part("broken").hidden = true;
    part("sending").hidden = false;
    percent(0, total());
    request.send(new FormData(form));
  });
})();
