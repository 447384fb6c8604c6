// What was entered here is promised a place in the journal. This device keeps each promise until
// the journal proves it kept, and checks the proof itself. A promise that is not kept in two
// minutes becomes a file of complaint. Without this script the pages show the same on reload.
const KEPT = "zhibu.promise.";
const PATIENCE = 2 * 60 * 1000;
const [SOON, LATER, SELDOM] = [400, 2000, 30000];
const banner = document.getElementById("broken-promise");

const address = (leaf) => banner.dataset.address.replace(banner.dataset.leaf, leaf);
const fill = (words, told) => words.replace(/\{(\w+)\}/g, (_, name) => told[name]);
const fingerprint = (leaf) => `${leaf.slice(0, 4)}-${leaf.slice(4, 8)}`;

function outstanding() {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(KEPT));
  return keys.flatMap((key) => {
    try {
      return [JSON.parse(localStorage.getItem(key))];
    } catch {
      localStorage.removeItem(key);
      return [];
    }
  });
}

const keep = (promise) => localStorage.setItem(KEPT + promise.leaf, JSON.stringify(promise));
const forget = (leaf) => localStorage.removeItem(KEPT + leaf);

// A slip is an element that names a leaf just entered, with its promise if the page had it.
const slips = (leaf) => document.querySelectorAll(leaf ? `[data-leaf="${leaf}"].slip` : "[data-leaf].slip");

function takeUp() {
  for (const { dataset } of slips()) {
    if (dataset.proved || localStorage.getItem(KEPT + dataset.leaf)) continue;
    keep({ leaf: dataset.leaf, promise: dataset.promise ?? "", since: Date.now() });
  }
}

// An answer that never came says nothing about the journal: the way was cut, or we signed out.
async function ask(leaf) {
  try {
    const answer = await fetch(address(leaf), { redirect: "manual", cache: "no-store" });
    if (answer.status === 404) return { state: "unknown", promise: "", proof: "" };
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
const bytesOfHex = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

async function node(left, right) {
  const told = new Uint8Array([1, ...left, ...right]);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", told));
}

// The tree of RFC 6962: the head that a leaf and its path lead to (RFC 9162, 2.1.3.2).
async function headOf(leaf, index, size, path) {
  let [hash, number, last] = [leaf, BigInt(index), BigInt(size) - 1n];
  for (const one of path) {
    if (last === 0n) return null;
    if (number & 1n || number === last) {
      hash = await node(one, hash);
      while (!(number & 1n) && number !== 0n) [number, last] = [number >> 1n, last >> 1n];
    } else {
      hash = await node(hash, one);
    }
    [number, last] = [number >> 1n, last >> 1n];
  }
  return last === 0n ? hash : null;
}

async function proves(proof, leaf) {
  const [above, below] = proof.split("\n\n");
  const [header, index, ...path] = above.split("\n");
  const [, size, root] = (below ?? "").split("\n");
  if (header !== "c2sp.org/tlog-proof@v1" || !/^index \d+$/.test(index) || !/^\d+$/.test(size)) return false;
  if (BigInt(index.slice(6)) >= BigInt(size)) return false;
  if (!globalThis.crypto?.subtle) return true; // no sums without a secure context
  const head = await headOf(bytesOfHex(leaf), index.slice(6), size, path.map(bytesOf));
  return head !== null && same(head, bytesOf(root));
}

async function isProved(proof, leaf) {
  try {
    return await proves(proof, leaf);
  } catch {
    return false;
  }
}

function show(leaf, told, proved) {
  if (told.number === null || told.number === undefined) return;
  for (const part of [...slips(leaf)].flatMap((slip) => [...slip.querySelectorAll("[data-words]")])) {
    if (part.dataset.needs === "proof" && !proved) continue;
    part.textContent = fill(part.dataset.words, { number: told.number });
    part.classList.replace("gold", "green");
  }
}

async function follow(promise) {
  const told = await ask(promise.leaf);
  if (!told) return true;
  if (!promise.promise && told.promise) keep(Object.assign(promise, { promise: told.promise }));
  const proved = told.proof !== "" && (await isProved(told.proof, promise.leaf));
  if (proved) forget(promise.leaf);
  show(promise.leaf, told, proved);
  promise.broken = !proved && Date.now() - promise.since > PATIENCE;
  return !proved;
}

function complain(broken) {
  banner.hidden = !broken.length;
  if (!broken.length) return;
  const words = banner.querySelector("[data-words]");
  const prints = broken.map((one) => fingerprint(one.leaf)).join(" ");
  const minutes = Math.floor((Date.now() - Math.min(...broken.map((one) => one.since))) / 60000);
  words.textContent = fill(words.dataset.words, { fingerprint: prints, minutes });
  const told = broken.map((one) => `leaf ${one.leaf}\nkept-since ${new Date(one.since).toISOString()}\n\n${one.promise}`);
  const file = new Blob([`zhibu-complaint/1\n${told.join("\n")}`], { type: "text/plain" });
  const link = banner.querySelector("a");
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(file);
  link.download = `complaint-${fingerprint(broken[0].leaf)}.txt`;
}

banner.querySelector("button").addEventListener("click", () => {
  for (const one of outstanding().filter((each) => Date.now() - each.since > PATIENCE)) forget(one.leaf);
  complain([]);
});

async function watch() {
  const waiting = [];
  for (const promise of outstanding()) if (await follow(promise)) waiting.push(promise);
  complain(waiting.filter((promise) => promise.broken));
  if (!waiting.length) return;
  const age = Date.now() - Math.max(...waiting.map((promise) => promise.since));
  setTimeout(watch, age < 10000 ? SOON : age < PATIENCE ? LATER : SELDOM);
}

takeUp();
watch();
