// The shelf on this device for records made without a network. Kept apart from the pages that
// show and send them: both the sheet and the list reach for the same one.
const MOST = 20; // records
const LARGEST = 25 * 1024 * 1024; // bytes of photographs beside one record
const PINNED = "zhibu-pin:last";
export const HELD = "zhibu:held";
export const say = (words, numbers) => words.replace(/\{(\w+)\}/g, (_, name) => numbers[name]);

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("zhibu", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("waiting", { keyPath: "rec" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function shelf(mode, act) {
  const base = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const passage = base.transaction("waiting", mode);
      const asked = act(passage.objectStore("waiting"));
      passage.oncomplete = () => resolve(asked.result);
      passage.onabort = passage.onerror = () => reject(passage.error);
    });
  } finally {
    base.close();
  }
}

export const all = () => shelf("readonly", (kept) => kept.getAll());
export const put = (one) => shelf("readwrite", (kept) => kept.put(one));
export const found = (rec) => shelf("readonly", (kept) => kept.get(rec));
export const drop = (rec) => shelf("readwrite", (kept) => kept.delete(rec));

// Returns whether the photographs found room too; throws where not even the text does.
export async function hold(one) {
  const others = (await all()).filter((other) => other.rec !== one.rec);
  if (others.length >= MOST) throw new RangeError("full");
  const small = one.files.reduce((sum, file) => sum + file.size, 0) <= LARGEST;
  try {
    await put({ ...one, files: small ? one.files : [] });
    return small || one.files.length === 0;
  } catch (fault) {
    if (one.files.length === 0) throw fault;
    await put({ ...one, files: [] });
    return false;
  }
}

// The last checkpoint this browser saw (pinning.js of the notary keeps it): it proves that a record
// was not made before it.
export function heldCheckpoint() {
  try {
    return JSON.parse(localStorage.getItem(PINNED)).note ?? "";
  } catch {
    return "";
  }
}

export async function reachable(address) {
  if (!navigator.onLine) return false;
  try {
    return (await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}
