/* The builder's tabs on a phone, and the coach's voice: at most every five seconds and only when the hints changed. */
(() => {
  const tabs = document.querySelectorAll(".tabs a");
  function mark() {
    const chosen = [...tabs].some((tab) => tab.hash === location.hash) ? location.hash : "#form";
    tabs.forEach((tab) => (tab.hash === chosen ? tab.setAttribute("aria-current", "true") : tab.removeAttribute("aria-current")));
  }
  addEventListener("hashchange", mark);
  mark();

  // A browser brings the caret of a text into sight, not the whole field: its end would lie under the footer.
  document.getElementById("form").addEventListener("keyup", (event) => event.key === "Tab" && event.target.scrollIntoView({ block: "nearest" }));

  const voice = document.getElementById("coach-voice");
  const titles = () => [...document.querySelectorAll(".hints .hint h3")].map((title) => title.textContent.trim()).join(". ");
  let said = titles();
  let last = 0;
  let timer = 0;
  function speak() {
    const now = titles();
    if (!voice || now === said) return;
    said = now;
    last = Date.now();
    voice.textContent = now;
  }
  document.addEventListener("htmx:after:swap", () => {
    clearTimeout(timer);
    timer = setTimeout(speak, Math.max(0, last + 5000 - Date.now()));
  });

  // Typing A, then B, then A again is three edits even when the answers overtake each other.
  const count = document.querySelector("[data-count]");
  document.addEventListener("input", (event) => {
    if (!count || event.target.form !== count.form) return;
    count.value = +count.value + 1;
    // What is typed anew is no longer at fault; the next answer says so if it is.
    event.target.removeAttribute("aria-invalid");
    document.getElementById(`e-${event.target.id}`)?.setAttribute("hidden", "");
  });
  document.addEventListener("htmx:after:swap", () => {
    for (const fault of document.querySelectorAll(".error-text[id^=e-]:not([hidden])")) document.getElementById(fault.id.slice(2))?.setAttribute("aria-invalid", "true");
  });
})();
