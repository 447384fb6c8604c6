// At the door nobody is signed in: pages kept for use without a network are given up.
const forget = async () => {
  for (const name of await caches.keys()) if (name.startsWith("zhibu-")) await caches.delete(name);
  for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
};
if (window.isSecureContext && "serviceWorker" in navigator) forget();
