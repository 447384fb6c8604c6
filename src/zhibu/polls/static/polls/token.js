// The voter's half of RFC 9474, RSABSSA-SHA384-PSS-Randomized: makes a token, blinds it, has it
// signed unseen, unblinds and verifies the signature. The server never learns the token from here.
// What was blinded is kept before it is sent, so that a lost answer costs nobody their vote.
"use strict";

(() => {
  const PREFIX = 32;
  const SALT = 48;
  const HASH = 48;
  const E = 65537n;

  const store = (() => {
    try {
      return window.localStorage;
    } catch {
      return null; // forbidden by the browser's settings
    }
  })();
  const read = (name) => {
    try {
      return JSON.parse(store.getItem(name));
    } catch {
      return null;
    }
  };
  const write = (name, value) => {
    try {
      store.setItem(name, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  };
  const KEPT = (poll) => `zhibu-token:${poll}`;
  const ASKED = (poll) => `zhibu-token-asked:${poll}`;

  const random = (size) => crypto.getRandomValues(new Uint8Array(size));
  const spell = (bytes) =>
    btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const bytesOf = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
  const numberOf = (bytes) =>
    BigInt(`0x${Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("")}`);
  const octets = (number, size) =>
    Uint8Array.from(number.toString(16).padStart(2 * size, "0").match(/../g), (one) => parseInt(one, 16));
  const joined = (...parts) => Uint8Array.from(parts.flatMap((one) => Array.from(one)));
  const hash = async (...parts) =>
    new Uint8Array(await crypto.subtle.digest("SHA-384", joined(...parts)));

  function power(base, exponent, n) {
    let found = 1n;
    for (let rest = exponent, square = base % n; rest; rest >>= 1n) {
      if (rest & 1n) found = (found * square) % n;
      square = (square * square) % n;
    }
    return found;
  }

  // The inverse by Euclid's algorithm; 0 where there is none.
  function inverse(number, n) {
    let [old, now, one, next] = [n, number % n, 0n, 1n];
    while (now) {
      const times = old / now;
      [old, now, one, next] = [now, old - times * now, next, one - times * next];
    }
    return old === 1n ? ((one % n) + n) % n : 0n;
  }

  // EMSA-PSS of RFC 8017, 9.1.1, for a modulus whose length is a multiple of eight bits.
  async function encode(prepared, n, size) {
    const salt = random(SALT);
    const digest = await hash(new Uint8Array(8), await hash(prepared), salt);
    const block = joined(new Uint8Array(size - SALT - HASH - 2), [1], salt);
    for (let at = 0; at * HASH < block.length; at++) {
      const mask = await hash(digest, [0, 0, 0, at]);
      mask.forEach((one, i) => {
        if (at * HASH + i < block.length) block[at * HASH + i] ^= one;
      });
    }
    block[0] &= 0x7f;
    return numberOf(joined(block, digest, [0xbc]));
  }

  async function begin(n, size) {
    const [token, prefix] = [random(32), random(PREFIX)];
    const encoded = await encode(joined(prefix, token), n, size);
    let factor = 0n;
    let undo = 0n;
    while (!factor || factor >= n || !undo) {
      factor = numberOf(random(size));
      undo = inverse(factor, n);
    }
    const blinded = octets((encoded * power(factor, E, n)) % n, size);
    return {
      token: spell(token),
      prefix: spell(prefix),
      undo: spell(octets(undo, size)),
      blinded: spell(blinded),
    };
  }

  async function finish(asked, signature, modulus, n, size) {
    const found = octets((numberOf(bytesOf(signature)) * numberOf(bytesOf(asked.undo))) % n, size);
    const told = { kty: "RSA", n: modulus, e: "AQAB", alg: "PS384", ext: true };
    const kind = { name: "RSA-PSS", hash: "SHA-384" };
    const key = await crypto.subtle.importKey("jwk", told, kind, false, ["verify"]);
    const how = { name: "RSA-PSS", saltLength: SALT };
    const prepared = joined(bytesOf(asked.prefix), bytesOf(asked.token));
    return (await crypto.subtle.verify(how, key, found, prepared)) ? spell(found) : null;
  }

  function say(here, what, words) {
    for (const one of here.querySelectorAll("[data-say]")) {
      one.hidden = one.dataset.say !== what;
      if (!one.hidden && words) one.textContent = words;
    }
  }

  async function send(form, blinded) {
    const told = { blinded, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value };
    const body = new URLSearchParams(told);
    const answer = await fetch(form.action, { method: "POST", body, redirect: "error" });
    return answer.json();
  }

  async function obtain(here) {
    const { poll, modulus } = here.dataset;
    const form = here.querySelector("form");
    const bytes = bytesOf(modulus);
    const n = numberOf(bytes);
    if (!window.isSecureContext || !crypto.subtle) return say(here, "insecure");
    const asked = read(ASKED(poll)) || (await begin(n, bytes.length));
    if (!write(ASKED(poll), asked)) return say(here, "store");
    let answer;
    try {
      answer = await send(form, asked.blinded);
    } catch {
      return say(here, "network");
    }
    if (!answer.signature) return say(here, "refused", answer.words);
    const signature = await finish(asked, answer.signature, modulus, n, bytes.length);
    if (!signature) return say(here, "forged");
    write(KEPT(poll), {
      name: here.dataset.name,
      text: [poll, asked.token, asked.prefix, signature].join("."),
    });
    store.removeItem(ASKED(poll));
    say(here, "");
    show(here);
  }

  function show(here) {
    const kept = read(KEPT(here.dataset.poll));
    here.querySelector("[data-kept]").hidden = !kept;
    here.querySelector("form").hidden = Boolean(kept);
    if (!kept) return;
    say(here, "");
    here.querySelector("textarea").value = kept.text;
    const link = here.querySelector("[data-file]");
    link.href = URL.createObjectURL(new Blob([`${kept.text}\n`], { type: "text/plain" }));
    link.download = "zhibu-token.txt";
  }

  async function check(here) {
    const kept = read(KEPT(here.dataset.poll));
    if (!kept) return;
    const answer = await fetch(here.dataset.list, { cache: "no-store", redirect: "error" });
    if (!answer.ok) return;
    const all = (await answer.text()).split("\n");
    say(here, all.includes(kept.text.split(".")[1]) ? "in" : "out");
  }

  const here = document.getElementById("token");
  if (here) {
    here.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const button = event.target.querySelector("button");
      button.disabled = true;
      obtain(here).finally(() => (button.disabled = false));
    });
    here.querySelector("[data-forget]").addEventListener("click", () => {
      store.removeItem(KEPT(here.dataset.poll));
      here.querySelector("textarea").value = "";
      show(here);
    });
    show(here);
  }
  const ended = document.getElementById("token-check");
  if (ended) check(ended).catch(() => {});
})();
