/* The server writes its own hour into the fields; the visitor sees and types theirs and says which zone that is. */
(() => {
  const zone = document.querySelector("input[name=zone]");
  if (!zone || zone.value) return;
  for (const field of document.querySelectorAll("input[data-utc]")) {
    const at = new Date(`${field.value}Z`);
    if (field.value) field.value = new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  }
  zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
  document.querySelector("[data-zone]").textContent = zone.value;
})();
