// Keeps the last checkpoint that this browser saw, and has the server prove at the next visit that
// the journal still continues it (RFC 6962). A gossip client without a key: whoever swaps the
// database for an older or another one cannot reach what lies here. Shares no code with anybody.
"use strict";

(() => {
  const here = document.getElementById("pinning");
  const main = document.getElementById("main");
  if (!here || !main || !window.localStorage) return;
  const journal = here.dataset.checkpoint.replace(/checkpoint$/, "");
  const KEY = "zhibu-pin:";

  const read = (name) => {
    try {
      return JSON.parse(localStorage.getItem(KEY + name));
    } catch {
      return null;
    }
  };
  const write = (name, value) => {
    try {
      localStorage.setItem(KEY + name, JSON.stringify(value));
    } catch {
      // A full or forbidden store keeps nothing; the page works all the same.
    }
  };

  function headOf(note) {
    const lines = note.split("\n");
    if (lines.length < 6 || lines[3] !== "" || !/^(0|[1-9]\d{0,14})$/.test(lines[1])) return null;
    if (!/^[A-Za-z0-9+/]{43}=$/.test(lines[2])) return null;
    return { origin: lines[0], size: Number(lines[1]), root: lines[2], note };
  }

  const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const textOf = (bytes) => btoa(String.fromCharCode(...bytes));

  async function node(left, right) {
    const told = new Uint8Array(65);
    told.set([1]);
    told.set(left, 1);
    told.set(right, 33);
    if (window.isSecureContext && crypto.subtle) {
      return new Uint8Array(await crypto.subtle.digest("SHA-256", told));
    }
    return sha256(told);
  }

  // RFC 9162, 2.1.4.2. Sizes may be beyond 32 bits, so they are divided, not shifted.
  async function continues(old, head, path) {
    const half = (number) => Math.floor(number / 2);
    let place = old.size - 1;
    let last = head.size - 1;
    while (place % 2) [place, last] = [half(place), half(last)];
    const rest = place ? path.slice() : [bytesOf(old.root), ...path];
    if (!rest.length) return false;
    let before = rest.shift();
    let after = before;
    for (const one of rest) {
      if (last === 0) return false;
      if (place % 2 || place === last) {
        before = await node(one, before);
        after = await node(one, after);
        while (place && !(place % 2)) [place, last] = [half(place), half(last)];
      } else {
        after = await node(after, one);
      }
      [place, last] = [half(place), half(last)];
    }
    return last === 0 && textOf(before) === old.root && textOf(after) === head.root;
  }

  // What the server says; null where it says nothing (no network, signed out, a fault of its own).
  async function ask(address) {
    const answer = await fetch(address, { cache: "no-store", redirect: "manual" });
    if (answer.status === 404 || answer.status === 204) return { status: 404, text: "" };
    const kind = answer.headers.get("Content-Type") || "";
    if (answer.status !== 200 || !kind.startsWith("text/plain")) return null;
    return { status: 200, text: await answer.text() };
  }

  async function judge(old, head) {
    if (head.origin !== old.origin) return follows(old.origin, head.origin) ? "epoch" : "stranger";
    if (head.size < old.size) return "smaller";
    if (head.size === old.size) return head.root === old.root ? "same" : "another";
    const proof = await ask(`${journal}consistency/${old.size}/${head.size}`);
    if (!proof) return "";
    const lines = proof.text.split("\n").slice(0, -1);
    const spelled = lines.every((line) => /^[A-Za-z0-9+/]{43}=$/.test(line));
    if (proof.status !== 200 || !spelled || lines.length > 63) return "another";
    return (await continues(old, head, lines.map(bytesOf))) ? "grown" : "another";
  }

  // A later epoch of the same installation: …/journal/2 after …/journal/1.
  function follows(old, fresh) {
    const parts = (origin) => /^(.+\/journal\/)([1-9]\d{0,5})$/.exec(origin);
    const [before, after] = [parts(old), parts(fresh)];
    return Boolean(before && after && before[1] === after[1] && +after[2] > +before[2]);
  }

  async function check() {
    const answer = await ask(here.dataset.checkpoint);
    if (!answer) return;
    const old = headOf((read("last") || {}).note || "");
    const head = headOf(answer.text);
    if (answer.status === 404 && !old) return;
    const verdict = !old ? "first" : head ? await judge(old, head) : "gone";
    if (!verdict) return;
    write("day", new Date().toDateString());
    if (["smaller", "another", "stranger", "gone"].includes(verdict)) {
      write("alarm", { why: verdict, kept: old.note, shown: answer.text });
      return;
    }
    localStorage.removeItem(KEY + "alarm");
    if (verdict === "epoch") {
      write("notice", { kept: old.note });
      write(`closed:${old.origin}`, { note: old.note });
    }
    write("last", { note: head.note });
    write(`of:${head.origin}`, { note: head.note });
  }

  function offer(link, text, name) {
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    link.download = name;
  }

  function show() {
    for (const shown of document.querySelectorAll("#main > .pin")) shown.remove();
    const notice = read("notice");
    if (notice) {
      const banner = document.getElementById("pin-notice").content.cloneNode(true);
      offer(banner.querySelector("[data-file=kept]"), notice.kept, "checkpoint-kept.txt");
      banner.querySelector("[data-known]").addEventListener("click", () => {
        localStorage.removeItem(KEY + "notice");
        show();
      });
      main.prepend(banner);
    }
    const alarm = read("alarm");
    if (alarm) {
      const banner = document.getElementById("pin-alarm").content.cloneNode(true);
      for (const why of banner.querySelectorAll("[data-why]")) why.hidden = why.dataset.why !== alarm.why;
      offer(banner.querySelector("[data-file=kept]"), alarm.kept, "checkpoint-kept.txt");
      offer(banner.querySelector("[data-file=shown]"), alarm.shown, "checkpoint-shown.txt");
      main.prepend(banner);
    }
  }

  // FIPS 180-4, for pages that come over plain HTTP, where browsers withhold crypto.subtle.
  function sha256(data) {
    const primes = [];
    for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
    const part = (number) => ((number - Math.floor(number)) * 2 ** 32) | 0;
    const k = primes.map((p) => part(p ** (1 / 3)));
    const state = primes.slice(0, 8).map((p) => part(p ** 0.5));
    const blocks = Math.ceil((data.length + 9) / 64);
    const view = new DataView(new ArrayBuffer(blocks * 64));
    data.forEach((byte, i) => view.setUint8(i, byte));
    view.setUint8(data.length, 0x80);
    view.setUint32(blocks * 64 - 4, data.length * 8);
    const turn = (x, by) => (x >>> by) | (x << (32 - by));
    const w = new Int32Array(64);
    for (let at = 0; at < blocks * 64; at += 64) {
      for (let i = 0; i < 64; i++) {
        if (i < 16) {
          w[i] = view.getInt32(at + 4 * i);
          continue;
        }
        const [a, b] = [w[i - 15], w[i - 2]];
        const low = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
        const high = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
        w[i] = w[i - 16] + low + w[i - 7] + high;
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 64; i++) {
        const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + k[i] + w[i]) | 0;
        const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
      }
      [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = (state[i] + word) | 0));
    }
    const out = new DataView(new ArrayBuffer(32));
    state.forEach((word, i) => out.setInt32(4 * i, word));
    return new Uint8Array(out.buffer);
  }

  show();
  const due = read("day") !== new Date().toDateString() || location.pathname === journal;
  if (due) check().then(show, () => {});
})();
