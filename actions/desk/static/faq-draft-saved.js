// The draft that was sent from this tab is saved: what the writing page kept of it on this device is not needed any more.

try {
  const place = sessionStorage.getItem("faq-draft-sent");
  sessionStorage.removeItem("faq-draft-sent");
  if (place) localStorage.removeItem(place);
} catch {
  // Forbidden: then nothing was kept either.
}
