// Lets one page open without a network: the sheet on which this branch records a meeting. Nothing
// else is kept. The page to sign in empties the shelf again.
const SHELF = "zhibu-sheet";
const SHEET = new URL(self.registration.scope).pathname;
const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === SHEET) event.respondWith(sheet(request));
  else if (pathname.startsWith("/static/")) event.respondWith(asset(request));
});

async function sheet(request) {
  const shelf = await caches.open(SHELF);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await shelf.put(request, answer.clone());
    return answer;
  } catch {
    const kept = (await shelf.match(request)) ?? (await shelf.match(request, { ignoreSearch: true }));
    return kept ? renewed(kept) : Response.error();
  }
}

// Every opening is another record: two meetings must not go by one identity.
async function renewed(kept) {
  const text = await kept.text();
  const fresh = text.replace(/(name="rec" value=")r_[a-z2-7]{26}"/, `$1${identity()}"`);
  return new Response(fresh, { headers: kept.headers });
}

// 16 random bytes in base32: 25 letters hold five bits each, the last one three.
function identity() {
  const bits = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(2).padStart(8, "0"))
    .join("")
    .padEnd(130, "0");
  return `r_${bits.match(/.{5}/g).map((five) => LETTERS[parseInt(five, 2)]).join("")}`;
}

async function asset(request) {
  const shelf = await caches.open(SHELF);
  try {
    const answer = await fetch(request);
    if (answer.ok) await shelf.put(request, answer.clone());
    return answer;
  } catch {
    return (await shelf.match(request)) ?? Response.error();
  }
}
