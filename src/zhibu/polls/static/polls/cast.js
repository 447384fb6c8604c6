// Sends a token and answers without cookies, so that not even a session that this browser has goes
// along. Offers the tokens that lie in this browser, and reads one from a file.
"use strict";

(() => {
  const START = "zhibu-token:";

  function kept() {
    try {
      const names = Object.keys(localStorage).filter((name) => name.startsWith(START));
      return names.map((name) => JSON.parse(localStorage.getItem(name)));
    } catch {
      return []; // forbidden by the browser's settings, or not ours
    }
  }

  function offer() {
    const list = document.getElementById("tokens");
    const choice = document.getElementById("token-choice");
    if (!list || !choice) return;
    for (const one of kept()) {
      const shown = choice.content.cloneNode(true);
      const button = shown.querySelector("button");
      button.textContent = one.name;
      button.addEventListener("click", () => {
        document.querySelector("textarea").value = one.text;
        list.closest("form").requestSubmit();
      });
      list.append(shown);
      list.hidden = false;
    }
  }

  async function send(form) {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      redirect: "error",
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("main").replaceWith(document.adoptNode(page.getElementById("main")));
    window.scrollTo(0, 0);
    offer();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-alone]");
    if (!form) return;
    event.preventDefault();
    const failed = () => (document.querySelector("[data-failed]").hidden = false);
    send(form).catch(failed);
  });
  document.addEventListener("change", async (event) => {
    const file = event.target.id === "token-file" && event.target.files[0];
    if (file && file.size < 10000) document.querySelector("textarea").value = await file.text();
  });
  offer();
})();
